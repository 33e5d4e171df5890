import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { LIST, oidcFile, startSecuredService } from '../support/secured-service.ts';
import { sendRaw } from '../support/send-raw.ts';
import { startTestService, type TestService } from '../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ env: { CLOUDWATCH_MCP_ADMIN_PORT: '0' } });
});
after(() => service.close());

/** A POST with a Host header of one's own, which fetch does not allow. */
function status(host: string): Promise<number> {
  const { hostname, port, pathname } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const req = request(
      { hostname, port, path: pathname, method: 'POST', headers: { host, 'content-type': 'application/json' } },
      (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      },
    );
    req.on('error', reject);
    req.end('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  });
}

test('on a local bind only local Host names are served: a page cannot rebind its own name to this server', async () => {
  assert.equal(await status('evil.example'), 403);
  assert.notEqual(await status('localhost:3334'), 403);
  assert.notEqual(await status('127.0.0.1'), 403);
});

test('on a public bind any Host is served, or those that are configured', async () => {
  const open = await startTestService({
    env: {
      CLOUDWATCH_MCP_SERVER_HOST: '0.0.0.0',
      CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED: 'true',
      CLOUDWATCH_MCP_ALLOWED_HOSTS: 'cloudwatch-mcp,localhost',
    },
  });
  try {
    const answer = await fetch(open.url, { method: 'DELETE' });
    assert.equal(answer.status, 405);
    const foreign = await fetch(open.url.replace('localhost', '127.0.0.1'), { method: 'DELETE' });
    assert.equal(foreign.status, 403);
  } finally {
    await open.close();
  }
});

test('with authentication on a public bind configured names are served, that of the resource too, others are not', async () => {
  const file = oidcFile({ issuer: 'http://127.0.0.1:9/unreached' });
  const env = { CLOUDWATCH_MCP_SERVER_HOST: '0.0.0.0' };
  const any = await startSecuredService({ file, env });
  const named = await startSecuredService({ file: { ...file, allowedHosts: ['cloudwatch-mcp'] }, env });
  try {
    const statusOf = async (url: string, host: string) =>
      (await sendRaw(url, `GET /mcp HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status;
    for (const host of ['cloudwatch-mcp:3334', 'cloudwatch.example.com'])
      assert.equal(await statusOf(named.url, host), 401, host);
    for (const host of ['evil.example', '10.0.0.7', 'localhost'])
      assert.equal(await statusOf(named.url, host), 403, host);
    // Nothing is served without a token, which a page that rebinds its name does not have.
    assert.equal(await statusOf(any.url, 'evil.example'), 401);
  } finally {
    await any.close();
    await named.close();
  }
});

test('pages of configured origins may ask, others may not, with the headers that the protocol needs', async () => {
  const open = await startSecuredService({ env: { CLOUDWATCH_MCP_ALLOWED_ORIGINS: 'inspector.example' } });
  try {
    for (const [origin, expected] of [
      ['https://inspector.example', 204],
      ['https://evil.example', 403],
      ['https://inspector.example.evil.example', 403],
      ['null', 403],
    ] as const) {
      const asked = 'authorization,content-type,mcp-protocol-version,mcp-method,mcp-name,mcp-param-region,traceparent';
      const preflight = await fetch(open.url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
      });
      assert.equal(preflight.status, expected, origin);
      if (expected !== 204) continue;
      assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
      assert.equal(preflight.headers.get('access-control-allow-headers'), asked);
      const answer = await open.send(LIST, undefined, { origin });
      assert.equal(answer.headers.get('access-control-expose-headers'), 'WWW-Authenticate, X-Request-Id');
    }
  } finally {
    await open.close();
  }
});

test('health and metrics stay on their own port, without a token and for any Host', async () => {
  const secured = await startSecuredService({
    file: oidcFile({ issuer: 'http://127.0.0.1:9/unreached' }),
    env: { CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()) },
  });
  try {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      assert.equal((await fetch(new URL(path, secured.adminUrl))).status, 200, path);
      assert.equal((await fetch(new URL(path, secured.url))).status, 404, path);
    }
  } finally {
    await secured.close();
  }
});
