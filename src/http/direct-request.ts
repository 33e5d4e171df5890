import type { IncomingHttpHeaders } from 'node:http';
import { traceContextIn, type TraceContext } from '../telemetry/trace-context.ts';
import { LEGACY_VERSIONS, MODERN_VERSION } from '../mcp/protocol-versions.ts';

/** A list or a call in the plain shape that clients send. */
export type DirectRequest = Shared &
  (
    | { readonly method: 'tools/list' }
    | {
        readonly method: 'tools/call';
        readonly name: string;
        readonly args: Record<string, unknown> | undefined;
        readonly progressToken: Id | undefined;
      }
  );

interface Shared {
  readonly id: Id;
  readonly version: string | undefined;
  readonly trace: TraceContext | undefined;
  /** Whether it is of `MODERN_VERSION`, whose answers say more. */
  readonly modern: boolean;
}

/** A JSON-RPC id, and a progress token. */
type Id = string | number;

/** Where a request stands in its caller's trace (SEP-414). */
const TRACE = ['traceparent', 'tracestate', 'baggage'] as const;
const META = ['progressToken', ...TRACE] as const;

/** What a modern request says of itself, beside its header. */
const ENVELOPE = [
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/clientInfo',
  'io.modelcontextprotocol/clientCapabilities',
] as const;

/**
 * Reads a request that needs nothing of the SDK's server. undefined where header or body holds anything more than the
 * plain shape: the SDK then judges it, in its own words.
 */
export function directRequest(headers: IncomingHttpHeaders, body: unknown): DirectRequest | undefined {
  if (!hasPlainHeaders(headers) || !hasOnly(body, ['jsonrpc', 'id', 'method', 'params'])) return undefined;
  const { jsonrpc, id, method, params = {} } = body;
  if (jsonrpc !== '2.0' || !isId(id) || !hasOnly(params, ['name', 'arguments', '_meta'])) return undefined;
  const { name, arguments: args, _meta = {} } = params;
  const modern = headers['mcp-protocol-version'] === MODERN_VERSION;
  if (!hasOnly(_meta, modern ? [...META, ...ENVELOPE] : META) || !TRACE.every((key) => isText(_meta[key])))
    return undefined;
  const { progressToken } = _meta;
  if (progressToken !== undefined && !isId(progressToken)) return undefined;
  if (modern ? !hasPlainEnvelope(_meta) || headers['mcp-method'] !== method : 'mcp-method' in headers) return undefined;
  if (headers['mcp-name'] !== (modern ? name : undefined)) return undefined;
  const version = headers['mcp-protocol-version'] as string | undefined;
  const shared = { id, modern, version, trace: traceContextIn(_meta) };
  if (method === 'tools/list') return 'name' in params || 'arguments' in params ? undefined : { method, ...shared };
  if (method !== 'tools/call' || typeof name !== 'string' || (args !== undefined && !isObject(args))) return undefined;
  return { method, ...shared, name, args, progressToken };
}

function hasPlainHeaders(headers: IncomingHttpHeaders): boolean {
  const version = headers['mcp-protocol-version'];
  const { accept = '', 'content-type': type = '' } = headers;
  return (
    (version === undefined || version === MODERN_VERSION || LEGACY_VERSIONS.includes(String(version))) &&
    accept.includes('application/json') &&
    accept.includes('text/event-stream') &&
    /^application\/json(?:; *charset=utf-8)?$/i.test(type)
  );
}

function hasPlainEnvelope(meta: Record<string, unknown>): boolean {
  const [version, client, capabilities] = ENVELOPE.map((key) => meta[key]);
  return (
    version === MODERN_VERSION &&
    hasOnly(client, ['name', 'version']) &&
    typeof client['name'] === 'string' &&
    typeof client['version'] === 'string' &&
    hasOnly(capabilities, ['roots', 'sampling', 'elicitation']) &&
    Object.values(capabilities).every((one) => hasOnly(one, []))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || Number.isSafeInteger(value);
}
