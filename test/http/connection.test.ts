import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.close());

const VERSION = '2026-07-28';
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

for (const [era, headers, meta] of [
  ['to 2025-11-25', {}, undefined],
  [
    'of 2026-07-28',
    { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/call', 'mcp-name': 'list_metrics' },
    MODERN,
  ],
] as const) {
  test(`a caller of the era ${era} who asks to close the connection is not told that it is kept`, async () => {
    const sent = request(service.url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        connection: 'close',
      },
    });
    const params = { name: 'list_metrics', arguments: {}, ...(meta && { _meta: meta }) };
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = Buffer.concat(await response.toArray()).toString();
    assert.match(body, /account 123456789012/);
    assert.equal(response.headers.connection, 'close');
  });
}
