import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService, type TestService } from '../support/harness.ts';

const ERAS = ['2025-11-25', '2026-07-28'] as const;
type Era = (typeof ERAS)[number];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

/** Sends a request as clients of an era do; the messages that come back, the answer being the last. */
async function ask(era: Era, method: string, params: Record<string, unknown> = {}) {
  const isModern = era === '2026-07-28';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': era,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const { _meta, name } = params as { _meta?: object; name?: string };
  const response = await fetch(service.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': era,
      ...(isModern && { 'mcp-method': method, ...(name !== undefined && { 'mcp-name': name }) }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      method,
      params: isModern ? { ...params, _meta: { ..._meta, ...meta } } : params,
    }),
  });
  const text = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const messages = isStream
    ? [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Message)
    : [JSON.parse(text) as Message];
  const { result = {}, error } = messages.at(-1) ?? {};
  return { status: response.status, isStream, messages, result, error };
}

const namesIn = (result: Readonly<Record<string, unknown>>) =>
  (result['tools'] as { name: string }[]).map(({ name }) => name);

test('ping is answered by exactly {} in the older era, and is no method of the newer', async () => {
  const old = await ask('2025-11-25', 'ping');
  assert.deepEqual(old.messages, [{ jsonrpc: '2.0', id: 0, result: {} }]);
  const modern = await ask('2026-07-28', 'ping');
  assert.equal(modern.status, 404);
  assert.equal(modern.error?.code, -32_601);
});

test('announced is what is there: no logging, no subscriptions, no changes of lists, no tasks', async () => {
  const announced = { tools: {}, prompts: {}, resources: {}, completions: {} };
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '0' } };
  const { result } = await ask('2025-11-25', 'initialize', hello);
  assert.deepEqual(result['capabilities'], announced);
  assert.equal(result['protocolVersion'], '2025-11-25');
  const discovered = await ask('2026-07-28', 'server/discover');
  assert.deepEqual(discovered.result['capabilities'], announced);
  for (const era of ERAS) {
    const { error } = await ask(era, 'logging/setLevel', { level: 'info' });
    assert.equal(error?.code, -32_601, era);
  }
});

for (const era of ERAS) {
  test(`${era}: one page of tools/list has all of them, always in one order, and no cursor`, async () => {
    const { result, isStream } = await ask(era, 'tools/list');
    assert.deepEqual(
      namesIn(result),
      TOOLS.map(({ name }) => name),
    );
    assert.equal('nextCursor' in result, false);
    assert.equal(isStream, false);
  });

  test(`${era}: lists go on after their cursor, and refuse another in words`, async () => {
    const { result } = await ask(era, 'tools/list', { cursor: 'describe_alarms' });
    const names = TOOLS.map(({ name }) => name);
    assert.deepEqual(namesIn(result), names.slice(names.indexOf('describe_alarms') + 1));
    assert.equal('nextCursor' in result, false);
    for (const list of ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']) {
      for (const cursor of ['no_such_tool', '']) {
        const { error } = await ask(era, list, { cursor });
        assert.equal(error?.code, -32_602, list);
        assert.match(error.message, /The cursor is not of this list: take it from nextCursor of the page before/);
      }
    }
  });

  test(`${era}: progress is told to whoever gives a token, before the answer, and rises`, async () => {
    const search = { groups: ['/aws/containerinsights/shop/application'], start: '-3h', end: '-2h' };
    const call = { name: 'search_log_events', arguments: search };
    const told = (await ask(era, 'tools/call', { ...call, _meta: { progressToken: 'p-1' } })).messages;
    const steps = told.slice(0, -1);
    assert.ok(steps.length > 0);
    for (const { method, params } of steps) {
      assert.equal(method, 'notifications/progress');
      assert.equal(params?.['progressToken'], 'p-1');
    }
    const done = steps.map(({ params }) => Number(params?.['progress']));
    assert.deepEqual(
      done,
      [...new Set(done)].toSorted((a, b) => a - b),
    );
    assert.equal((await ask(era, 'tools/call', call)).messages.length, 1);
  });
}

test('lists of 2026-07-28 say how long they may be kept, and that they are of who asked', async () => {
  for (const list of ['tools/list', 'prompts/list', 'resources/templates/list']) {
    const { result } = await ask('2026-07-28', list);
    assert.equal(result['ttlMs'], 60_000, list);
    assert.equal(result['cacheScope'], 'private', list);
  }
  // Alarms change by the minute.
  const { result } = await ask('2026-07-28', 'resources/list');
  assert.equal(result['ttlMs'], 0);
  assert.equal(result['cacheScope'], 'private');
  const older = await ask('2025-11-25', 'tools/list');
  assert.deepEqual(Object.keys(older.result), ['tools']);
});

test('a session id that a client or a platform made is taken, and none is given', async () => {
  for (const method of ['GET', 'DELETE', 'POST']) {
    const response = await fetch(service.url, {
      method,
      headers: {
        'mcp-session-id': 'made-elsewhere-0123456789',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      ...(method === 'POST' && { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }) }),
    });
    assert.equal(response.status, method === 'POST' ? 200 : 405, method);
    assert.equal(response.headers.get('mcp-session-id'), null);
    await response.text();
  }
});
