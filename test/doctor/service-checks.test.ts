import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { Check } from '../../src/doctor/check.ts';
import { checkService } from '../../src/doctor/service-checks.ts';
import type { AuthMode } from '../../src/setting.ts';

let status = 200;
const server = createServer((_request, response) =>
  response.writeHead(status).end('{"jsonrpc":"2.0","id":1,"result":{"tools":[{},{}]}}'),
);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());

/** What is found of a service that answers with `code`, where the settings ask for `auth`. */
async function found(code: number, auth: AuthMode): Promise<Check | undefined> {
  status = code;
  const { port } = server.address() as AddressInfo;
  const ports = { serverHost: '127.0.0.1', port, adminPort: 0, allowedHosts: [], auth };
  const [check] = await checkService(ports, 2, new AbortController().signal);
  return check;
}

test('a service without authentication lists its tools', async () => {
  assert.partialDeepStrictEqual(await found(200, 'none'), { status: 'pass', found: 'answers at /mcp with 2 tools' });
  assert.partialDeepStrictEqual(await found(401, 'none'), { status: 'fail' });
});

test('a service with authentication asks for a token, and one that does not is told', async () => {
  for (const auth of ['bearer', 'oidc'] as const) {
    assert.partialDeepStrictEqual(await found(401, auth), { status: 'pass', found: `asks for a token (${auth})` });
    const open = await found(200, auth);
    assert.partialDeepStrictEqual(open, {
      status: 'fail',
      found: `answers without a token, and CLOUDWATCH_MCP_AUTH is ${auth}`,
    });
    assert.partialDeepStrictEqual(await found(500, auth), { status: 'fail' });
  }
});
