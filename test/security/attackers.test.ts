import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  callOf,
  LIST,
  oidcFile,
  RESOURCE,
  startSecuredService,
  type SecuredService,
} from '../support/secured-service.ts';
import { startTestIssuer, type TestIssuer } from '../support/test-issuer.ts';
import { sendRaw } from '../support/send-raw.ts';
import { badRequests, requestBytes } from './bad-requests.ts';
import { badTokens } from './bad-tokens.ts';

let issuer: TestIssuer;
let service: SecuredService;
before(async () => {
  issuer = await startTestIssuer(RESOURCE, { path: '/pool' });
  service = await startSecuredService({
    file: oidcFile({ issuer: issuer.issuer, clientIds: ['test-client'], audiences: [RESOURCE] }),
  });
});
after(async () => {
  await service.close();
  await issuer.close();
});

/** What would help whoever tries tokens: where in our sources, and what of the token, is wrong. */
const DETAIL =
  /\.ts\b|node_modules|\bat |stack|jose|\bJW[TSEK]|expired|audience|signature|issuer|\bkid\b|\balg\b|claim|eyJ/i;

test('whoever tries bad tokens gets 401 and learns nothing', async (t) => {
  const tokens = await badTokens(issuer);
  assert.ok(tokens.length >= 60, `${tokens.length} tokens`);
  const bodies = new Set<string>();
  for (const [name, token] of tokens) {
    await t.test(name, async () => {
      const answer = await service.send(callOf('get_server_info'), token);
      const body = await answer.text();
      assert.equal(answer.status, 401, body);
      assert.equal(
        answer.headers.get('www-authenticate'),
        'Bearer error="invalid_token", scope="logs:read metrics:read alarms:read promql:read bedrock:read", ' +
          'resource_metadata="https://cloudwatch.example.com/.well-known/oauth-protected-resource/mcp"',
      );
      assert.doesNotMatch(body, DETAIL);
      bodies.add(body);
    });
  }
  assert.equal(bodies.size, 1, 'the answer is the same whatever was wrong');
  assert.equal(issuer.keyRequests(), 1, 'keys that do not exist are not looked for again within a minute');
});

test('whoever tries bad requests gets what is right for them, and learns nothing', async (t) => {
  const requests = badRequests(await issuer.token());
  assert.ok(requests.length >= 60, `${requests.length} requests`);
  for (const { name, bytes, status } of requests) {
    await t.test(name.slice(0, 100), async () => {
      const answer = await sendRaw(service.url, bytes);
      assert.ok(status.includes(answer.status), `${answer.status}: ${answer.body}`);
      assert.doesNotMatch(answer.body, /"result"|process_cpu|\.ts\b|node_modules|stack|eyJ/);
      assert.doesNotMatch(answer.head, /x-powered-by|^server:/im);
      if (answer.status === 200) assert.match(answer.body, /"error":/, 'a call is refused within its answer');
      if (answer.status === 401) assert.match(answer.head, /^www-authenticate: Bearer/im);
    });
  }
});

test('what is right is served, also where it looks like what is not', async (t) => {
  const token = await issuer.token();
  const good: readonly (readonly [string, Parameters<typeof requestBytes>[0]])[] = [
    ['a plain request', {}],
    ['a lower-case scheme', { fields: [`authorization: bearer ${token}`] }],
    ['an upper-case scheme', { fields: [`AUTHORIZATION: BEARER ${token}`] }],
    ['spaces after Bearer', { fields: [`Authorization: Bearer   ${token}`] }],
    ['HTTP/1.0', { line: 'POST /mcp HTTP/1.0' }],
    ['a query that is ignored', { line: 'POST /mcp?x=1 HTTP/1.1' }],
    ['an encoded path', { line: 'POST /%6dcp HTTP/1.1' }],
    ['a Host in capitals with a port', { host: 'LOCALHOST:3334' }],
    ['the Host of the resource', { host: 'cloudwatch.example.com' }],
    ['a local origin', { fields: [`Authorization: Bearer ${token}`, 'Origin: http://localhost:6274'] }],
    ['an empty X-User-Id', { fields: [`Authorization: Bearer ${token}`, 'X-User-Id:'] }],
    ['a session id of a platform', { fields: [`Authorization: Bearer ${token}`, 'Mcp-Session-Id: any'] }],
    ['headers of 20 KB', { fields: [`Authorization: Bearer ${token}`, `X-Long: ${'a'.repeat(20_000)}`] }],
    [
      'a body of 3 MB in chunks',
      {
        fields: [`Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked'],
        length: undefined,
        body: chunked(JSON.stringify({ ...LIST, params: { _meta: { 'test/long': 'a'.repeat(3 * 1024 * 1024) } } })),
      },
    ],
  ];
  for (const [name, parts = {}] of good) {
    await t.test(name, async () => {
      const fields = parts.fields ?? [`Authorization: Bearer ${token}`];
      const answer = await sendRaw(service.url, requestBytes({ ...parts, fields }));
      assert.equal(answer.status, 200, answer.body);
      assert.match(answer.body, /"describe_log_groups"/);
    });
  }
  const tokens: Record<string, [Record<string, unknown>, Record<string, unknown>?]> = {
    'audiences with ours': [{ aud: ['account', RESOURCE] }],
    'typ at+jwt': [{}, { typ: 'at+jwt' }],
    'typ application/at+jwt': [{}, { typ: 'application/at+jwt' }],
    'typ JWT, and the claim typ of Keycloak with a nonce': [{ typ: 'Bearer', nonce: 'x' }, { typ: 'JWT' }],
    'token_use access': [{ token_use: 'access' }],
    'the client as azp': [{ client_id: undefined, azp: 'test-client' }],
    'the client as cid, scopes as a list': [
      { client_id: undefined, cid: 'test-client', scope: undefined, scp: ['logs:read'] },
    ],
    'valid since a moment, by a clock that is ahead': [{ nbf: now() + 3, iat: now() + 3 }],
    'expired a moment ago, by a clock that is behind': [{ exp: now() - 2 }],
    'a subject in another script': [{ sub: '小明' }],
  };
  for (const [name, [claims, header]] of Object.entries(tokens)) {
    await t.test(name, async () => {
      const answer = await service.send(LIST, await issuer.token(claims, header));
      assert.equal(answer.status, 200, await answer.text());
      await answer.text().catch(() => undefined);
    });
  }
});

test('a cursor of somebody else gives nothing that its holder may not ask for', async () => {
  const alice = await issuer.token({ sub: 'alice' });
  const listed = await service.send(callOf('describe_log_groups', { limit: 1 }), alice);
  const [, cursor] = /cursor=\\"([\w-]+)\\"/.exec(await listed.text()) ?? [];
  assert.ok(cursor, 'a list that goes on');
  const bob = await issuer.token({ sub: 'bob', scope: 'metrics:read' });
  for (const tool of ['describe_log_groups', 'search_log_events']) {
    const refused = await service.send(callOf(tool, { limit: 1, cursor }), bob);
    assert.deepEqual([refused.status, /log group/.test(await refused.text())], [403, false]);
  }
  const elsewhere = await service.send(callOf('list_metrics', { cursor }), bob);
  assert.match(await elsewhere.text(), /"isError":true/, 'it is of another question');
  const own = await service.send(callOf('describe_log_groups', { limit: 1, cursor }), alice);
  assert.doesNotMatch(await own.text(), /"isError":true/);
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
}

test('none of it wrote a token into the log, and no refusal was an error of ours', () => {
  assert.doesNotMatch(JSON.stringify(service.logged), /eyJ|Bearer [\w.-]/);
  assert.deepEqual(
    service.logged.filter(({ level }) => Number(level) >= 50),
    [],
  );
});
