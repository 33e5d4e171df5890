import type { IncomingHttpHeaders } from 'node:http';

/** A list or a call in the plain shape that clients of the eras to 2025-11-25 send. */
export type DirectRequest =
  | { readonly method: 'tools/list'; readonly id: Id }
  | {
      readonly method: 'tools/call';
      readonly id: Id;
      readonly name: string;
      readonly args: Record<string, unknown> | undefined;
      readonly progressToken: Id | undefined;
    };

/** A JSON-RPC id, and a progress token. */
type Id = string | number;

/** The revisions without a per-request envelope. */
const VERSIONS = new Set(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']);

/**
 * Reads a request that needs nothing of the SDK's server. undefined where header or body holds anything more than the
 * plain shape: the SDK then judges it, in its own words.
 */
export function directRequest(headers: IncomingHttpHeaders, body: unknown): DirectRequest | undefined {
  if (!hasPlainHeaders(headers) || !hasOnly(body, ['jsonrpc', 'id', 'method', 'params'])) return undefined;
  const { jsonrpc, id, method, params = {} } = body;
  if (jsonrpc !== '2.0' || !isId(id)) return undefined;
  if (method === 'tools/list') return hasOnly(params, []) ? { method, id } : undefined;
  if (method !== 'tools/call' || !hasOnly(params, ['name', 'arguments', '_meta'])) return undefined;
  const { name, arguments: args, _meta = {} } = params;
  if (typeof name !== 'string' || (args !== undefined && !isObject(args))) return undefined;
  if (!hasOnly(_meta, ['progressToken'])) return undefined;
  const { progressToken } = _meta;
  if (progressToken !== undefined && !isId(progressToken)) return undefined;
  return { method, id, name, args, progressToken };
}

function hasPlainHeaders(headers: IncomingHttpHeaders): boolean {
  const version = headers['mcp-protocol-version'];
  const { accept = '', 'content-type': type = '' } = headers;
  return (
    (version === undefined || (typeof version === 'string' && VERSIONS.has(version))) &&
    headers['mcp-method'] === undefined &&
    headers['mcp-name'] === undefined &&
    accept.includes('application/json') &&
    accept.includes('text/event-stream') &&
    /^application\/json(?:; *charset=utf-8)?$/i.test(type)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || Number.isSafeInteger(value);
}
