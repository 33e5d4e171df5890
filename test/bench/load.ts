import { connect, type Socket } from 'node:net';

export interface Load {
  /** Complete HTTP requests, each sent once. */
  readonly requests: readonly Buffer[];
  readonly concurrency: number;
  /** What every answer must hold. */
  readonly expected: string;
  /** The answers are errors of the tool. */
  readonly errors?: boolean;
}

export interface LoadResult {
  readonly wallMs: number;
  readonly latenciesMs: number[];
  /** The last answer, headers and all. */
  readonly last: string;
}

const HEADERS_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = Buffer.from('0\r\n\r\n');

/**
 * Sends every request over `concurrency` kept connections, one at a time on each: little more than write and read, since
 * a client with an HTTP and MCP implementation costs more than the server under test.
 * @throws for an answer that is not 200, is or is not a tool's error against what was expected, or lacks `expected`
 */
export async function runLoad(port: number, load: Load): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let next = 0;
  let last: Buffer = Buffer.alloc(0);
  const work = async (): Promise<void> => {
    const socket = await open(port);
    while (next < load.requests.length) {
      const request = load.requests[next];
      next += 1;
      if (request === undefined) break;
      const began = performance.now();
      last = await exchange(socket, request);
      latenciesMs.push(performance.now() - began);
      check(last, load);
    }
    socket.destroy();
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, work));
  return { wallMs: performance.now() - began, latenciesMs, last: last.toString() };
}

export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

export function exchange(socket: Socket, request: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let received: Buffer = Buffer.alloc(0);
  let bodyEnd: number | undefined;
  const read = (data: Buffer): void => {
    received = received.length === 0 ? data : Buffer.concat([received, data]);
    bodyEnd ??= endOf(received);
    const complete =
      bodyEnd === undefined
        ? false
        : bodyEnd >= 0
          ? received.length >= bodyEnd
          : received.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
    if (!complete) return;
    socket.off('data', read).off('close', lost);
    resolve(received);
  };
  const lost = (): void => reject(new Error(`the connection was closed after ${received.length} bytes of an answer`));
  socket.on('data', read).once('close', lost);
  socket.write(request);
  return promise;
}

/** Where an answer ends by its content length; -1 where it comes in chunks; undefined before its headers are there. */
function endOf(received: Buffer): number | undefined {
  const headers = received.indexOf(HEADERS_END);
  if (headers < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, headers))?.[1];
  return length === undefined ? -1 : headers + HEADERS_END.length + Number(length);
}

function check(answer: Buffer, { expected, errors = false }: Load): void {
  const ok = answer.toString('latin1', 9, 12) === '200';
  if (ok && answer.includes(expected) && answer.includes('"isError":true') === errors) return;
  throw new Error(`this is not the answer that was expected (${expected}): ${answer.toString().slice(0, 2_000)}`);
}

/** JSON-RPC over HTTP/1.1 as bytes. `modern` asks in the revision 2026-07-28, else in 2025-11-25. */
export function mcpRequest(method: string, params: Record<string, unknown>, modern = false): Buffer {
  const version = modern ? '2026-07-28' : '2025-11-25';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, ...(modern && { _meta: meta }) } });
  const name = modern && typeof params['name'] === 'string' ? `mcp-name: ${params['name']}\r\n` : '';
  const head = `POST /mcp HTTP/1.1\r\nhost: localhost\r\nmcp-protocol-version: ${version}\r\n${modern ? `mcp-method: ${method}\r\n${name}` : ''}content-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

export function toolCall(name: string, args: Record<string, unknown>, modern = false): Buffer {
  return mcpRequest('tools/call', { name, arguments: args }, modern);
}
