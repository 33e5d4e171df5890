import { randomBytes } from 'node:crypto';

/** A caller's place in a trace of its own. */
export interface Place {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceparent: string;
}

export function newPlace(flags = '01'): Place {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

export interface Posted {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

/** One message of a protocol era, as its clients send it. */
export async function post(
  url: string,
  era: '2025-11-25' | '2026-07-28',
  message: { id?: string | number; method: string; params?: Record<string, unknown> },
  headers: Record<string, string> = {},
): Promise<Posted> {
  const { method, params = {} } = message;
  const modern = era === '2026-07-28';
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': era,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const _meta = { ...(params['_meta'] as object | undefined), ...(modern && envelope) };
  const name = params['name'] ?? params['uri'];
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': era,
      ...(modern && { 'mcp-method': method, ...(typeof name === 'string' && { 'mcp-name': name }) }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message, params: { ...params, _meta } }),
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  return { status: response.status, requestId, text: await response.text() };
}
