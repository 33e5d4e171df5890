import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
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
