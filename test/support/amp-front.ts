import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWithAws4 } from './verify-with-aws4.ts';

/** AMP and CloudWatch PromQL in front of a real Prometheus: takes only requests that aws4 would have signed the same way. */
export interface AmpFront {
  readonly url: string;
  /** What came in, in order: `aps us-east-1 POST /workspaces/ws-1/api/v1/query`. */
  readonly requests: string[];
  /** The reasons of refused signatures. */
  readonly refused: string[];
  close(): Promise<void>;
}

export interface FrontWorkspace {
  readonly id: string;
  readonly alias?: string | undefined;
  readonly status?: string | undefined;
}

export interface FrontOptions {
  readonly prometheusUrl: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** By region. A page holds two, so that paging shows. */
  readonly workspaces: Readonly<Record<string, readonly FrontWorkspace[]>>;
  readonly enrichment?: 'Running' | 'Stopped' | undefined;
  /** `<service> <region>` that is refused with 403, as AWS refuses what IAM does not allow. */
  readonly forbidden?: readonly string[] | undefined;
}

const PAGE_SIZE = 2;
const CREATED = Date.parse('2026-01-05T10:00:00Z') / 1000;

export async function startAmpFront(options: FrontOptions): Promise<AmpFront> {
  const requests: string[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, options, requests, refused).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refused,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: FrontOptions,
  requests: string[],
  refused: string[],
) {
  const body = Buffer.concat(await request.toArray());
  const { method = 'GET', url = '/', headers } = request;
  const signed = verifyWithAws4({ method, path: url, headers, body }, options.credentials);
  if (typeof signed === 'string') {
    refused.push(`${method} ${url}: ${signed}`);
    return json(response, 403, {
      message: 'The request signature we calculated does not match the signature you provided.',
    });
  }
  const { pathname, searchParams } = new URL(url, 'http://front');
  requests.push(`${signed.service} ${signed.region} ${method} ${pathname}`);
  if (options.forbidden?.includes(`${signed.service} ${signed.region}`)) {
    response.setHeader('x-amzn-errortype', 'AccessDeniedException');
    return json(response, 403, {
      message: 'User: arn:aws:iam::123456789012:user/test is not authorized to perform this action',
    });
  }
  const workspaces = options.workspaces[signed.region] ?? [];
  if (signed.service === 'aps' && pathname === '/workspaces') return listWorkspaces(response, workspaces, searchParams);
  if (String(request.headers['x-amz-target']).endsWith('.GetOTelEnrichment')) {
    return json(response, 200, { Status: options.enrichment ?? 'Running' });
  }
  const [, id, amp] = /^\/workspaces\/([^/]+)(\/api\/v1\/.+)$/.exec(pathname) ?? [];
  if (signed.service === 'aps' && !workspaces.some((workspace) => workspace.id === id)) {
    return json(response, 404, { message: `Workspace not found: ${id}` });
  }
  const path = signed.service === 'aps' ? amp : pathname;
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  const upstream = await fetch(`${options.prometheusUrl}${path}${search}`, {
    method,
    ...(method === 'POST' && { body, headers: { 'content-type': request.headers['content-type'] ?? '' } }),
  });
  response.writeHead(upstream.status, { 'content-type': 'application/json' }).end(await upstream.text());
}

function listWorkspaces(response: ServerResponse, workspaces: readonly FrontWorkspace[], query: URLSearchParams): void {
  const from = Number(query.get('nextToken') ?? 0);
  const page = workspaces.slice(from, from + PAGE_SIZE).map(({ id, alias, status = 'ACTIVE' }) => ({
    workspaceId: id,
    arn: `arn:aws:aps:us-east-1:123456789012:workspace/${id}`,
    status: { statusCode: status },
    createdAt: CREATED,
    ...(alias !== undefined && { alias }),
  }));
  const next = from + PAGE_SIZE;
  json(response, 200, { workspaces: page, ...(next < workspaces.length && { nextToken: String(next) }) });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
