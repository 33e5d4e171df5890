/**
 * Calls of an SDK's client by the SDK's own parts, without its chain of middleware: that copies the client's whole
 * configuration four times a request, and works out anew what is the same for all requests of a client.
 */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { userAgentMiddleware } from '@aws-sdk/core/client';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { getEndpointFromInstructions, toEndpointV1 } from '@smithy/core/endpoints';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { retryMiddleware } from '@smithy/core/retry';
import { SignatureV4 } from '@smithy/signature-v4';
import { SMITHY_CONTEXT_KEY, type FinalizeHandler, type MetadataBearer } from '@smithy/types';
import { isAbort } from '../errors.ts';
import { Sha256 } from './sha256.ts';
import { underWay } from './under-way.ts';

type Sdk = CloudWatchClient | CloudWatchLogsClient;
type Config = Sdk['config'];
type Schema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  input: unknown,
  output: unknown,
];

/** A command of the SDK. */
interface Command {
  readonly schema: Schema;
  readonly input: object;
}

/** The same by name, as protocols take it. */
interface Operation {
  readonly namespace: string;
  readonly name: string;
  readonly traits: unknown;
  readonly input: unknown;
  readonly output: unknown;
}

/** What the protocols of both clients have in common. */
interface Protocol {
  serializeRequest(operation: Operation, input: object, context: object): Promise<HttpRequest>;
  deserializeResponse(operation: Operation, context: object, response: HttpResponse): Promise<MetadataBearer>;
}

/** What all requests of a client have in common. */
interface Common {
  readonly context: object;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends with the signal, also between two attempts. */
  readonly retrying: (send: FinalizeHandler<object, MetadataBearer>, abortSignal?: AbortSignal) => typeof send;
  readonly signing: object;
}

const scheme = new AwsSdkSigV4Signer();

/** Sends each command as `sdk` would, with its protocol, endpoint, credentials, retries and connections. */
export function plainSend({ config }: Sdk): (command: Command) => Promise<object> {
  const protocol = config.protocol as unknown as Protocol;
  const operations = new WeakMap<object, Operation>();
  let common: Promise<Common> | undefined;

  async function attempt(request: HttpRequest, operation: Operation, { context, signing }: Common) {
    // Each attempt is judged by the clock's difference that it was signed with.
    const own = { ...signing };
    let response: HttpResponse | undefined;
    try {
      const signed = (await scheme.sign(request, NO_IDENTITY, own)) as HttpRequest;
      response = (await config.requestHandler.handle(signed)).response as HttpResponse;
      const output = await protocol.deserializeResponse(operation, context, response);
      scheme.successHandler(response, own);
      return { response, output };
    } catch (error) {
      return scheme.errorHandler(own)(withResponse(error as Error, response));
    }
  }

  return async ({ schema, input }) => {
    const shared = await (common ??= commonOf(config).catch((error: unknown) => {
      common = undefined;
      throw error;
    }));
    const operation = operationOf(schema, operations);
    const request = await protocol.serializeRequest(operation, input, shared.context);
    Object.assign(request.headers, shared.headers);
    request.headers['content-length'] = String(Buffer.byteLength(request.body as string | Uint8Array));
    let attempts = 0;
    const handler = shared.retrying(() => {
      attempts += 1;
      return attempt(request, operation, shared);
    }, underWay.getStore()?.signal);
    try {
      return (await handler({ input, request })).output;
    } catch (error) {
      throw counted(error as Error, attempts);
    }
  };
}

/** The signer asks the client's credentials itself. */
const NO_IDENTITY = { accessKeyId: '', secretAccessKey: '' };

/** Once a client: no parameter of an operation that is used here decides its endpoint. */
async function commonOf(config: Config): Promise<Common> {
  const isLogs = config.serviceId === 'CloudWatch Logs';
  const instructions = isLogs ? DescribeLogGroupsCommand : GetMetricDataCommand;
  const resolved = await getEndpointFromInstructions({}, instructions, config as never);
  const [authScheme] = resolved.properties?.authSchemes ?? [];
  const region = authScheme?.signingRegion ?? (await config.region());
  const service = authScheme?.signingName ?? (isLogs ? 'logs' : 'monitoring');
  const endpoint = toEndpointV1(resolved);
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
  const signer = new SignatureV4({ service, region, credentials: config.credentials, sha256: Sha256 });
  return {
    context: { ...config, endpoint: async () => endpoint },
    headers: { ...(await userAgentOf(config)), host: `${endpoint.hostname}${port}` },
    retrying: (send, abortSignal) =>
      retryMiddleware(config)(send, { [SMITHY_CONTEXT_KEY]: { ...(abortSignal && { abortSignal }) } }),
    signing: { config: signingOf(config, signer), context: {} },
  };
}

/** The clock's difference is kept in the client's own configuration. */
function signingOf(config: Config, signer: SignatureV4): object {
  return {
    signer: async () => signer,
    disableClockSkewCorrection: config.disableClockSkewCorrection,
    get systemClockOffset() {
      return config.systemClockOffset;
    },
    set systemClockOffset(ms: number) {
      config.systemClockOffset = ms;
    },
  };
}

async function userAgentOf(config: Config): Promise<Record<string, string>> {
  const request = new HttpRequest({});
  const done = async () => ({ response: undefined, output: { $metadata: {} } });
  await userAgentMiddleware(config)(done as never, {})({ request, input: {} });
  return request.headers;
}

function operationOf(schema: Schema, known: WeakMap<object, Operation>): Operation {
  const there = known.get(schema);
  if (there !== undefined) return there;
  const [, namespace, name, traits, input, output] = schema;
  const operation = { namespace, name, traits, input, output };
  known.set(schema, operation);
  return operation;
}

/** Retries that are called off do not say how many there were. */
function counted(error: Error & { $metadata?: object }, attempts: number): Error {
  return isAbort(error) ? Object.assign(error, { $metadata: { attempts, ...error.$metadata } }) : error;
}

/** What retries and the correction of the clock look at. */
function withResponse(error: Error, response: HttpResponse | undefined): Error {
  if (response === undefined) return error;
  Object.defineProperty(error, '$response', { value: response, enumerable: false });
  const { statusCode, headers } = response;
  if ('$metadata' in error) return error;
  return Object.assign(error, { $metadata: { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] } });
}
