import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import pino from 'pino';
import { ANYONE } from '../../src/principal.ts';
import { loadConfig } from '../../src/config.ts';
import { callTool } from '../../src/mcp/call-tool.ts';
import { questionDigest } from '../../src/mcp/cursor.ts';
import { createService } from '../../src/service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService, TEST_NOW, type TestService } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const WINDOWS = [null, [1e300, 1e300], [0, 0], [5, 1], [0, 1], [TEST_NOW - 3_600_000, TEST_NOW], [-1, 1.5], ['a', 'b']];
const POSITIONS = [
  null,
  [],
  [1e300],
  [-8e15, 'x'],
  ['x', 'y', 'z', 'u', 'v'],
  [0, 0, 0, 0, 0],
  [['a', 'b']],
  [TEST_NOW],
  [{}],
  ['\ud83d'],
];

test('no cursor that a caller makes up is an internal error', async (t) => {
  const args = new Map(QUESTIONS.map(([name, question]) => [name, question]));
  for (const tool of TOOLS.filter((candidate) => 'cursor' in (candidate.input as { shape?: object }).shape!)) {
    await t.test(tool.name, async () => {
      const question = args.get(tool.name) ?? (tool.name === 'find_prometheus_series' ? { match: 'up' } : {});
      const parsed = tool.input.parse(question) as Record<string, unknown>;
      const digest = questionDigest(tool.name, parsed);
      for (const window of WINDOWS) {
        for (const position of POSITIONS) {
          const forged = [1, digest, position, window, 'x'];
          const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
          const answer = await service.call(tool.name, { ...question, cursor });
          assert.doesNotMatch(answer.text, /internal error/, JSON.stringify(forged));
        }
      }
    });
  }
});

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

test('every answer is within its token limit by o200k itself', async () => {
  for (const limit of [1_000, 6_000]) {
    const limited = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: String(limit) } });
    try {
      const large: readonly (readonly [string, Record<string, unknown>])[] = [
        ['describe_alarms', { state: 'all', hide_autoscaling: false, limit: 100 }],
        ['search_log_events', { groups: ['/shop/*'], start: '-3h', limit: 200 }],
        [
          'get_metric_data',
          { queries: [{ expression: "SEARCH('{AWS/Lambda,FunctionName}', 'Sum', 300)" }], start: '-1d' },
        ],
      ];
      for (const [tool, args] of [...QUESTIONS.map(([name, question]) => [name, question] as const), ...large]) {
        const { text, isError } = await limited.call(tool, args);
        assert.equal(isError, false, text);
        assert.ok(encode(text).length <= limit, `${tool}: ${encode(text).length} of ${limit} tokens`);
      }
    } finally {
      await limited.close();
    }
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
