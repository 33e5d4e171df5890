import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import pino from 'pino';
import { ANYONE } from '../../src/principal.ts';
import { loadConfig } from '../../src/config.ts';
import { callTool } from '../../src/mcp/call-tool.ts';
import { createService } from '../../src/service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService, TEST_NOW, type TestService } from '../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

test('arguments nested too deep are refused in words, over HTTP and in the pipeline', async () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const post = (body: string) =>
    fetch(service.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body,
    });
  const call = (args: string) =>
    post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"describe_alarms","arguments":{"names":${args}}}}`,
    );
  assert.match(await (await call(deep(30))).text(), /Error: The arguments of describe_alarms are nested too deep/);
  const refused = await call(deep(100_000));
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /nested too deep/);
});

test('an error is within the budget, whatever it quotes', async () => {
  const long = 'x'.repeat(200_000);
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ['describe_alarms', many],
    ['describe_alarms', { state: long }],
    ['describe_alarms', { region: long }],
    ['describe_alarms', { state: `${'a'.repeat(78)}😀` }],
    ['search_log_events', { groups: [long] }],
    ['get_metric_statistics', { namespace: long, metric_name: long, statistics: [long] }],
    ['query_prometheus', { query: 'up', source: long }],
    ['query_prometheus', { query: 'up', source: '\\'.repeat(200_000) }],
    ['search_log_events', { groups: ['(a+)+$'.repeat(340)] }],
    ['get_log_events', { pointer: '[]'.repeat(1_300) }],
    ['get_alarm_history', { name: long, start: long }],
    [long, {}],
  ];
  for (const [tool, args] of calls) {
    const { text, isError } = await service.call(tool, args);
    assert.equal(isError, true);
    assert.match(text, /^Error: /);
    assert.ok(encode(text).length <= 1_000, `${tool.slice(0, 30)}: ${encode(text).length} tokens`);
    assert.ok(text.isWellFormed());
  }
});

test('what fails inside is a reference for the caller and a stack for the log', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const wired = createService(loadConfig([], {}), log);
  const [first] = TOOLS;
  assert.ok(first);
  const broken = { ...first, name: 'broken', run: () => Promise.reject(new TypeError('secret detail')) };
  const answer = await callTool(
    { name: 'broken', args: {}, signal: new AbortController().signal, principal: ANYONE, progress: () => undefined },
    { ...wired.mcp, tools: new Map([['broken', broken]]) },
  );
  wired.close();
  assert.equal(answer.isError, true);
  assert.match(answer.text, /^Error: internal error, reference [0-9a-f]{8}\. The details are in the server's log\.$/);
  const reference = /reference (\w+)/.exec(answer.text)?.[1];
  const logged = lines.map((line) => JSON.parse(line) as { reference?: string; err?: { type: string; stack: string } });
  const mine = logged.find((line) => line.reference === reference);
  assert.equal(mine?.err?.type, 'TypeError');
  assert.match(mine.err.stack, /^ {4}at .*hostile\.test\.ts:\d+:\d+\)?$/m);
  assert.doesNotMatch(lines.join('\n'), /secret detail/);
});

test('a cursor goes on in the window of the first call, however late the next one comes', async () => {
  let now = TEST_NOW;
  const moving = await startTestService({ clock: () => now });
  try {
    const question = { groups: ['/shop/checkout'], text: 'order', start: '-1h', limit: 5 };
    const first = await moving.call('search_log_events', question);
    now += 3_600_000;
    const next = await moving.call('search_log_events', { ...question, cursor: first.structured['cursor'] });
    assert.equal(next.isError, false, next.text);
    assert.equal(next.structured['start'], first.structured['start']);
    assert.equal(next.structured['end'], first.structured['end']);
    const [last] = (first.structured['items'] as { time: string }[]).slice(-1);
    const [following] = next.structured['items'] as { time: string }[];
    assert.ok(last && following && Date.parse(following.time) <= Date.parse(last.time));
  } finally {
    await moving.close();
  }
});
