import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../../support/free-port.ts';
import { callOf, LIST, oidcFile, RESOURCE, startSecuredService } from '../../support/secured-service.ts';
import { startTestIssuer } from '../../support/test-issuer.ts';

test('/metrics counts refused requests by reason', async (t) => {
  const issuer = await startTestIssuer(RESOURCE);
  t.after(() => issuer.close());
  const service = await startSecuredService({
    file: oidcFile({ issuer: issuer.issuer }),
    env: { CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()) },
  });
  t.after(() => service.close());
  const counts = async () => {
    const scrape = await (await fetch(new URL('/metrics', service.adminUrl))).text();
    const found = scrape.matchAll(/^cloudwatch_mcp_requests_refused_total\{reason="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, reason = '', count]) => [reason, Number(count)]));
  };
  const none = {
    host: 0,
    origin: 0,
    no_token: 0,
    bad_header: 0,
    invalid_token: 0,
    insufficient_scope: 0,
    issuer_unavailable: 0,
  };
  const good = await issuer.token();
  issuer.behave('down');
  const requests: readonly (readonly [keyof typeof none | undefined, () => Promise<Response>])[] = [
    ['issuer_unavailable', () => service.send(LIST, good)],
    ['no_token', () => service.send(LIST)],
    ['bad_header', () => service.send(LIST, 'a,b')],
    ['invalid_token', () => service.send(LIST, 'no-jwt')],
    ['origin', () => service.send(LIST, good, { origin: 'https://evil.example' })],
  ];
  const expected: Record<string, number> = { ...none };
  assert.deepEqual(await counts(), expected, 'each is there from the start');
  for (const [reason, send] of requests) {
    await (await send()).text();
    if (reason !== undefined) expected[reason] = (expected[reason] ?? 0) + 1;
    assert.deepEqual(await counts(), expected, reason);
  }
  issuer.behave('well');
  const other = await startSecuredService({
    file: oidcFile({ issuer: issuer.issuer }),
    env: { CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()) },
  });
  t.after(() => other.close());
  const scoped = await other.send(callOf('describe_alarms'), await issuer.token({ scope: 'logs:read' }));
  assert.equal(scoped.status, 403);
  assert.equal((await other.send(LIST, await issuer.token())).status, 200);
  const scrape = await (await fetch(new URL('/metrics', other.adminUrl))).text();
  assert.match(scrape, /refused_total\{reason="insufficient_scope"\} 1$/m);
  assert.match(scrape, /refused_total\{reason="invalid_token"\} 0$/m);
});
