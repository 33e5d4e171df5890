import fc from 'fast-check';
import { oddText } from './odd-values.ts';
import type { HttpRequest } from './requests.ts';

/** Bytes for a socket. */
export interface RawRequest {
  readonly pieces: readonly Buffer[];
  /** Whether the server can know that nothing more comes: then it answers and closes. Otherwise the sender leaves early. */
  readonly whole: boolean;
}

const LIST = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

/** HTTP whose framing is wrong: lengths, chunks, line ends, versions, too much, too little, several at once, or no HTTP at all. */
export function rawRequests(right: fc.Arbitrary<HttpRequest>): fc.Arbitrary<RawRequest> {
  const wrongLength = fc
    .tuple(
      right,
      fc.constantFrom('-1', '1e3', '0x10', '5', '5, 6', '+5', '', ' ', '99999999999999999999', 'NaN', '0', '\t7'),
    )
    .map(([request, length]) => made([head(request, { 'content-length': length }), body(request)]));
  const short = fc
    .tuple(right, fc.integer({ min: 1, max: 5_000 }))
    .map(([request, missing]) =>
      made([head(request, { 'content-length': String(body(request).length + missing) }), body(request)]),
    );
  const chunk = fc.constantFrom(
    '5\r\nhello\r\n',
    '0\r\n\r\n',
    'zz\r\n',
    '-1\r\n',
    'ffffffffffffffff\r\n',
    '5;x=y\r\nhello\r\n',
    '5\r\nhelloworld\r\n',
    '\r\n',
    '5\nhello\n',
    '1\r\n{\r\n',
  );
  const chunked = fc
    .tuple(
      right,
      fc.array(chunk, { maxLength: 5 }),
      fc.constantFrom('chunked', 'Chunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'xchunked'),
    )
    .map(([request, chunks, encoding]) =>
      made([head(request, { 'transfer-encoding': encoding }), ...chunks.map((text) => Buffer.from(text))]),
    );
  const both = right.map((request) =>
    made([
      head(request, { 'content-length': '3', 'transfer-encoding': 'chunked' }),
      Buffer.from(`${body(request).length.toString(16)}\r\n`),
      body(request),
      Buffer.from('\r\n0\r\n\r\n'),
    ]),
  );
  const firstLine = fc
    .tuple(
      right,
      fc.constantFrom(
        'POST /mcp',
        'POST  /mcp HTTP/1.1',
        'POST /mcp HTTP/9.9',
        'POST /mcp HTTP/1.0',
        'post /mcp HTTP/1.1',
        'GET * HTTP/1.1',
        'CONNECT a:1 HTTP/1.1',
        'PRI * HTTP/2.0',
        'POST http://x/mcp HTTP/1.1',
        'POST mcp HTTP/1.1',
        `POST /${'a'.repeat(70_000)} HTTP/1.1`,
        '\x16\x03\x01\x02',
        'POST /mcp HTTP/1.1\r\n folded: x',
      ),
    )
    .map(([request, line]) => made([Buffer.from(`${line}\r\n${fields(request, {})}\r\n`, 'latin1'), body(request)]));
  const oddFields = fc
    .tuple(
      right,
      oddText.map((text) => text.replaceAll(/[\r\n]/g, '')),
      oddText,
    )
    .map(([request, name, value]) =>
      made([
        Buffer.from(
          `POST /mcp HTTP/1.1\r\n${fields(request, { 'content-length': String(body(request).length) })}${name}: ${value}\r\n\r\n`,
        ),
        body(request),
      ]),
    );
  const manyFields = fc
    .tuple(right, fc.integer({ min: 10, max: 3_000 }))
    .map(([request, count]) =>
      made([
        Buffer.from(
          `POST /mcp HTTP/1.1\r\n${fields(request, {})}${Array.from({ length: count }, (_, i) => `x-${i}: ${i}\r\n`).join('')}\r\n`,
        ),
        body(request),
      ]),
    );
  const cut = fc.tuple(right, fc.double({ min: 0, max: 1, noNaN: true })).map(([request, share]) => {
    const all = whole(request);
    return made([all.subarray(0, Math.floor(all.length * share))]);
  });
  const slow = fc.tuple(right, fc.integer({ min: 2, max: 12 })).map(([request, parts]) => {
    const all = whole(request);
    const size = Math.ceil(all.length / parts);
    return { pieces: Array.from({ length: parts }, (_, i) => all.subarray(i * size, (i + 1) * size)), whole: true };
  });
  const pipelined = fc.tuple(fc.array(right, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([requests, bad]) => ({
    pieces: [
      Buffer.concat([
        ...requests.map((request) => whole(request, 'keep-alive')),
        bad ? Buffer.from('junk\r\n\r\n') : last(),
      ]),
    ],
    whole: true,
  }));
  const noHttp = fc
    .oneof(
      oddText.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    )
    .map((bytes) => made([bytes]));
  return fc.oneof(wrongLength, short, chunked, both, firstLine, oddFields, manyFields, cut, slow, pipelined, noHttp);
}

function made(pieces: readonly Buffer[]): RawRequest {
  return { pieces, whole: false };
}

function body(request: HttpRequest): Buffer {
  return Buffer.from(request.body);
}

function whole(request: HttpRequest, connection = 'close'): Buffer {
  return Buffer.concat([head(request, { connection, 'content-length': String(body(request).length) }), body(request)]);
}

function last(): Buffer {
  return whole({
    method: 'POST',
    path: '/mcp',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: LIST,
  });
}

function head(request: HttpRequest, more: Record<string, string>): Buffer {
  return Buffer.from(`POST /mcp HTTP/1.1\r\n${fields(request, more)}\r\n`, 'latin1');
}

function fields(request: HttpRequest, more: Record<string, string>): string {
  const all = { host: 'localhost', connection: 'close', ...request.headers, ...more };
  return Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
