import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { formatNumber } from '../../src/format/number.ts';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { FIRING_NAMES } from '../support/token-alarms.ts';
import { fleetOf, SPIKING_POD, TOKEN_QUESTIONS } from '../support/token-questions.ts';
import { ERROR_EVENTS, LOG_GROUPS, tokenWorld } from '../support/token-world.ts';

type Question = keyof typeof TOKEN_QUESTIONS;

/** What the rows of the different answers have. */
interface Row {
  readonly name: string;
  readonly since: string;
  readonly condition: string;
  readonly reason: string;
  readonly time: string;
  readonly message: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: unknown;
}

const tokens = (text: string) => encode(text).length;

void suite('tokens of an answer, by o200k', () => {
  let service: TestService;
  let prometheus: CannedPrometheus;
  before(async () => {
    prometheus = await startCanned(fleetOf);
    service = await startTestService({
      sandbox: { makeWorld: tokenWorld },
      env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${String(prometheus.url)}` },
    });
  });
  after(async () => {
    await service.close();
    await prometheus.close();
  });

  /** The answer, held against its goal. */
  async function ask(name: Question) {
    const { tool, args, goal } = TOKEN_QUESTIONS[name];
    const { text, structured, isError } = await service.call(tool, args);
    assert.equal(isError, false, text);
    assert.ok(tokens(text) <= goal, `${tokens(text)} tokens: ${text}`);
    return { text, structured, rows: structured['items'] as Row[] };
  }

  /** What the rows of datapoints say, in the order of time. */
  const datapoints = (text: string) =>
    [...text.matchAll(/^\| \d\d:\d\d \| ([\d. ]+) \|$/gm)].flatMap(([, cells = '']) => cells.split(' ').map(Number));

  void test('3 h of one metric at 60 s: all 180 points', async () => {
    const { text, rows } = await ask('metricWhole');
    assert.equal(rows.length, 180);
    assert.deepEqual(
      datapoints(text),
      rows.map(({ values }) => Number(formatNumber((values as { Average: number }).Average))),
    );
    assert.match(text, /2026-11-21T06:40Z to 2026-11-21T09:40Z \(3 h\), period 1 min, 180 datapoints/);
    assert.match(text, /\| time \(UTC, 2026-11-21\) \| Average \(%\), one every 1 min from then on \|/);
  });

  void test('3 h of one metric: the summary and 36 points', async () => {
    const { text } = await ask('metricResampled');
    assert.equal(datapoints(text).length, 36);
    assert.match(
      text,
      /^Average: min [\d.]+ % \(\d\d:\d\d\), avg [\d.]+ %, max [\d.]+ % \(\d\d:\d\d\), last .*, gaps none$/m,
    );
    assert.match(text, /period 5 min, 36 datapoints/);
  });

  void test('15 alarms in ALARM: name, since when, condition and value of each', async () => {
    const { text, rows } = await ask('alarms');
    assert.deepEqual(
      rows.map(({ name }) => name),
      FIRING_NAMES.toSorted(),
    );
    for (const { name, since, condition, reason } of rows) {
      const clock = since.replace('2026-11-21T', '').replace('T', ' ').replace('Z', '');
      assert.ok(text.includes(`| ${name} | ${clock} | ${condition} | ${reason} |`), name);
      assert.match(condition, /^\w+ \(\w+, \w+=.*\) (?:>=?|<) [\d.,]+(?: \w+| %)? for /);
      assert.match(reason, /^[\d.,]+(?: \w+| %)?$/);
    }
    assert.match(text, /^15 alarms in ALARM at 2026-11-21T09:40Z, us-east-1, .* \(of 60: 45 OK not listed/);
  });

  void test('200 log groups: every name, stored bytes, retention and age', async () => {
    const { text } = await ask('logGroups');
    let folder = '';
    const shown: (string | undefined)[] = [];
    for (const [, name = '', facts] of text.matchAll(/^\|([^|\s]+)\|(?:([\d.,]+ \w+\|(?:\d+|never)\|\d+\|.*))?$/gm)) {
      if (facts === undefined) folder = name;
      else shown.push(name.startsWith('…') ? folder + name.slice(1) : name);
    }
    const { logGroups } = await service.sandbox.world('us-east-1');
    assert.equal(shown.length, LOG_GROUPS);
    assert.deepEqual(new Set(shown), new Set(Array.from(logGroups, ({ name }) => name)));
    assert.match(text, /^200 log groups, us-east-1, .* stored\./);
  });

  void test('100 error events: a line of each, its time and what it says', async () => {
    const { text, rows } = await ask('errorEvents');
    assert.equal(rows.length, ERROR_EVENTS);
    for (const { time, message } of rows) assert.ok(text.includes(time.slice(11, 23)), message);
    for (const { message } of rows) assert.ok(text.includes(message.split('\n')[0] ?? ''), message);
    assert.match(text, /^100 log events matching ERROR .* The whole window was searched\.\n/);
    assert.match(text, /^Messages are clipped at \d+ characters: message_chars shows more\.$/m);
  });

  for (const [name, all] of [
    ['hundredSeries', 100],
    ['thousandSeries', 1_000],
  ] as const) {
    void test(`${all} series × 60 points: those that tell most first, and the way to the others`, async () => {
      const { text, structured, rows } = await ask(name);
      assert.equal(rows[0]?.labels['pod'], SPIKING_POD);
      assert.equal((rows[0].values as unknown[]).length, 61);
      assert.ok(rows.length >= 40, `${rows.length} series shown`);
      assert.ok(rows.every(({ labels }) => text.includes(`| ${labels['pod']} |`)));
      assert.equal(structured['total'], all);
      assert.match(text, new RegExp(`^top ${rows.length} by max of ${all.toLocaleString('en')} series, `));
      assert.match(
        text,
        new RegExp(
          `\nMore: ${(all - rows.length).toLocaleString('en')} series not shown, none with a higher max\\. More do not fit`,
        ),
      );
    });
  }

  void test('tools/list: 330 a tool for names, descriptions and input schemas, 580 with output schemas', async () => {
    const { tools } = await service.client.listTools();
    assert.ok(tools.length >= 18);
    assert.ok(tools.every(({ outputSchema }) => outputSchema !== undefined));
    const inputs = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    assert.ok(tokens(JSON.stringify(inputs)) <= 330 * tools.length);
    assert.ok(tokens(JSON.stringify(tools)) <= 580 * tools.length);
  });
});
