/** Reads which operation a request asks for, in the protocols that the AWS SDKs speak, and answers in the same one. */
import { AwsError } from '../operation.ts';
import { queryCode, shapeName } from './error-codes.ts';
import type { SignedRequest } from './sigv4.ts';
import { queryInput, queryResponse, queryError } from './query.ts';

/** A service by the name that its requests are signed for. */
export type Service = 'monitoring' | 'logs' | 'sts' | 'aps' | 'oam';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A call of the Prometheus HTTP API: of a workspace or, without one, of CloudWatch. */
export interface PromqlRequest {
  readonly workspaceId: string | undefined;
  readonly method: string;
  /** What follows `/api/v1/`, as it was escaped. */
  readonly path: string;
  /** Of the query and the form together. */
  readonly parameters: [name: string, value: string][];
}

/** A request as an operation of a service, and how its protocol says what comes of it. */
export interface Call {
  readonly service: Service;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly promql?: PromqlRequest | undefined;
  answer(output: unknown, requestId: string): Reply;
  refuse(error: AwsError, requestId: string): Reply;
}

const TARGETS: Record<string, { service: Service; contentType: string; queryCompatible: boolean }> = {
  GraniteServiceVersion20100801: {
    service: 'monitoring',
    contentType: 'application/x-amz-json-1.0',
    queryCompatible: true,
  },
  Logs_20140328: { service: 'logs', contentType: 'application/x-amz-json-1.1', queryCompatible: false },
};
const STS_VERSION = '2011-06-15';

/** The call in `request`; throws `UnknownOperationException` for what is no operation, `SerializationException` for a malformed body. */
export function readCall(request: SignedRequest): Call {
  const url = new URL(request.url, 'http://sandbox');
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonCall(target, request.body);
  const promql = promqlCall(request, url);
  if (promql) return promql;
  if (url.pathname.startsWith('/workspaces')) return workspaceCall(request.method, url);
  const oam = /^\/(ListSinks|ListAttachedLinks|ListLinks)$/.exec(url.pathname)?.[1];
  if (oam !== undefined) {
    return restCall(
      'oam',
      oam,
      readMembers(() => JSON.parse(request.body.toString() || '{}')),
    );
  }
  const form = new URLSearchParams(request.body.toString());
  if (form.get('Version') === STS_VERSION) return stsCall(form);
  throw new AwsError('UnknownOperationException', `No operation at ${request.method} ${url.pathname}`, 404);
}

function jsonCall(target: string, body: Buffer): Call {
  const [prefix = '', operation = ''] = target.split('.');
  const service = TARGETS[prefix];
  if (!service) throw new AwsError('UnknownOperationException', `Unknown target ${target}`);
  const headers = { 'content-type': service.contentType };
  return {
    service: service.service,
    operation,
    input: readMembers(() => JSON.parse(body.toString() || '{}')),
    answer: (output) => ({ status: 200, headers, body: JSON.stringify(output ?? {}) }),
    refuse: (error) => {
      const compatible = service.queryCompatible ? queryErrorHeader(error) : {};
      const type = service.queryCompatible ? shapeName(error.code) : error.code;
      return {
        status: error.status,
        headers: { ...headers, ...compatible, 'x-amzn-errortype': type },
        body: JSON.stringify({ __type: type, message: error.message, ...error.members }),
      };
    },
  };
}

function stsCall(form: URLSearchParams): Call {
  const operation = form.get('Action') ?? '';
  const headers = { 'content-type': 'text/xml' };
  return {
    service: 'sts',
    operation,
    input: queryInput(form),
    answer: (output, requestId) => ({ status: 200, headers, body: queryResponse(operation, output, requestId) }),
    refuse: (error, requestId) => ({ status: error.status, headers, body: queryError(error, requestId) }),
  };
}

function workspaceCall(method: string, url: URL): Call {
  const workspaceId = /^\/workspaces\/([^/]+)$/.exec(url.pathname)?.[1];
  const listed = url.pathname === '/workspaces';
  if (method !== 'GET' || (!listed && workspaceId === undefined)) {
    throw new AwsError('UnknownOperationException', `No operation at ${method} ${url.pathname}`, 404);
  }
  const parameters = Object.fromEntries(url.searchParams);
  const input = listed
    ? { ...parameters, ...(parameters.maxResults && { maxResults: Number(parameters.maxResults) }) }
    : { workspaceId: decodeURIComponent(workspaceId ?? '') };
  return restCall('aps', listed ? 'ListWorkspaces' : 'DescribeWorkspace', input);
}

/** The IAM action by which AWS authorizes each endpoint of the Prometheus HTTP API, which is the operation's name here. */
const PROMQL_ENDPOINTS: [path: RegExp, action: string][] = [
  [/^query(_range)?$/, 'QueryMetrics'],
  [/^series$/, 'GetSeries'],
  [/^labels$|^label\/[^/]+\/values$/, 'GetLabels'],
  [/^metadata$/, 'GetMetricMetadata'],
  [/^rules$/, 'ListRules'],
  [/^alerts$/, 'ListAlerts'],
];

/** The operations of the Prometheus HTTP API. */
export const PROMQL_OPERATIONS = PROMQL_ENDPOINTS.map(([, action]) => action);

function promqlCall(request: SignedRequest, url: URL): Call | undefined {
  const [, workspaceId, path] = /^(?:\/workspaces\/([^/]+))?\/api\/v1\/(.+)$/.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  const operation = PROMQL_ENDPOINTS.find(([endpoint]) => endpoint.test(path))?.[1] ?? 'UnknownEndpoint';
  const form = request.method === 'POST' ? request.body.toString() : '';
  const parameters = [...url.searchParams, ...new URLSearchParams(form)];
  const promql = { workspaceId, method: request.method, path, parameters };
  return { ...restCall(workspaceId === undefined ? 'monitoring' : 'aps', operation, { ...promql }), promql };
}

function restCall(service: Service, operation: string, input: Record<string, unknown>): Call {
  const headers = { 'content-type': 'application/json' };
  return {
    service,
    operation,
    input,
    answer: (output) => ({ status: 200, headers, body: JSON.stringify(output) }),
    refuse: (error) => ({
      status: error.code === 'ThrottlingException' ? 429 : error.status,
      headers: { ...headers, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ message: error.message }),
    }),
  };
}

/** The answer to a request whose operation, and so whose protocol, could not be read. */
export function refuseUnread(error: AwsError): Reply {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function readMembers(parse: () => unknown): Record<string, unknown> {
  try {
    const members = parse();
    if (typeof members === 'object' && members !== null && !Array.isArray(members)) return { ...members };
  } catch {
    // Answered below: what is no structure is malformed, however it is malformed.
  }
  throw new AwsError('SerializationException', 'The request body could not be read as a structure');
}

function queryErrorHeader(error: AwsError): Record<string, string> {
  return { 'x-amzn-query-error': `${queryCode(error.code)};${error.status < 500 ? 'Sender' : 'Receiver'}` };
}
