import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { estimateTokens } from '../../../src/format/tokens.ts';
import { startTestService, type ToolAnswer } from '../../support/harness.ts';

interface Row {
  readonly name: string;
  readonly region: string;
  readonly state: string;
  readonly since?: string;
  readonly kind: string;
  readonly condition: string;
  readonly reason?: string;
  readonly flags?: string[];
}

const shop = await startTestService();
after(() => shop.close());
const describe = (args: Record<string, unknown> = {}) => shop.call('describe_alarms', args);
const rows = (answer: ToolAnswer) => answer.structured['items'] as Row[];
const names = (answer: ToolAnswer) => rows(answer).map(({ name }) => name);
const firstLine = (answer: ToolAnswer) => answer.text.split('\n')[0] ?? '';

void test('without arguments every alarm is told, firing ones first, autoscaling ones counted and hidden', async () => {
  const answer = await describe();
  assert.equal(answer.isError, false, answer.text);
  const { structured } = answer;
  const counts = structured['counts'] as Record<string, number>;
  const hidden = structured['hiddenAutoscaling'] as number;
  assert.ok(hidden > 0 && (counts['ALARM'] ?? 0) > 3);
  assert.equal(rows(answer).length, structured['matched']);
  assert.equal((structured['matched'] as number) + hidden, structured['total']);
  assert.match(
    firstLine(answer),
    /^\d+ alarms: \d+ in ALARM, \d+ in INSUFFICIENT_DATA, \d+ in OK, at 20.*Z, us-east-1, account 123456789012/,
  );
  assert.match(
    firstLine(answer),
    new RegExp(
      `of ${String(structured['total'])}: ${hidden} autoscaling alarms hidden, \\d of them in ALARM, hide_autoscaling=false`,
    ),
  );
  const order = rows(answer).map(({ state, name }) => `${['ALARM', 'INSUFFICIENT_DATA', 'OK'].indexOf(state)} ${name}`);
  assert.deepEqual(order, order.toSorted());
  assert.ok(!names(answer).some((name) => name.startsWith('TargetTracking-')));
  for (const row of rows(answer))
    assert.ok(answer.text.includes(`| ${row.name} | ${row.state} | ${clockOf(row.since)} |`), row.name);
  assert.match(
    answer.text.split('\n').at(-1) ?? '',
    /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\/.*#alarmsV2:$/,
  );
});

void test('hide_autoscaling=false shows them', async () => {
  const answer = await describe({ hide_autoscaling: false });
  assert.equal(answer.structured['hiddenAutoscaling'], 0);
  assert.equal(answer.structured['matched'], answer.structured['total']);
  assert.ok(names(answer).some((name) => name.startsWith('TargetTracking-')));
  assert.doesNotMatch(answer.text, /hidden/);
});

/** As the table writes it: `09:03:37`, or `2026-11-20 22:00` of another day than the test's. */
function clockOf(since = ''): string {
  return since.replace('2026-11-21T', '').replace('T', ' ').replace('Z', '');
}

void test('a state is a filter, its column then a constant in the first line', async () => {
  const answer = await describe({ state: 'ALARM' });
  assert.ok(rows(answer).length > 3);
  assert.ok(rows(answer).every(({ state, reason }) => state === 'ALARM' && reason !== undefined));
  assert.match(firstLine(answer), /^\d+ alarms in ALARM at .*\d+ OK not listed, state="all" lists them/);
  assert.match(
    answer.text,
    /\n\| alarm \| since \(UTC, 2026-11-21 where no date\) \| fires when \| reason \(datapoint then\) \|/,
  );
});

void test('the counts of the first line add up to all alarms, whatever is asked', async () => {
  for (const args of [
    {},
    { state: 'ALARM' },
    { state: 'OK' },
    { state: 'ALARM', hide_autoscaling: false },
    { type: 'composite' },
  ]) {
    const answer = await describe(args);
    const [, aside = ''] = /\(of (.*)\)$/.exec(firstLine(answer)) ?? [];
    const [total, ...parts] =
      aside
        .replaceAll(/, \d+ of them[^;]*/g, '')
        .match(/\d+/g)
        ?.map(Number) ?? [];
    const listed = answer.structured['matched'] as number;
    assert.equal(
      parts.reduce((sum, part) => sum + part, listed),
      total,
      firstLine(answer),
    );
  }
  assert.match(
    firstLine(await describe({ state: 'ALARM' })),
    /; 8 autoscaling alarms hidden, 4 of them in ALARM, hide_/,
  );
});

void test('a prefix that no alarm has is told as such, of how many, with the nearest names', async () => {
  const none = await describe({ name_prefix: 'zzz' });
  assert.match(firstLine(none), /^No alarms with prefix zzz at .* \(of 25\)$/);
  assert.match(none.text, /\nNo alarm's name begins with "zzz" \(case matters\)\. describe_alarms state="all"/);
  const other = await describe({ name_prefix: 'Checkout' });
  assert.match(other.text, /begins with "Checkout" \(case matters\)\. Nearest: checkout-5xx-rate, /);
});

void test('a prefix and a type are filters, over all states', async () => {
  const prefixed = await describe({ name_prefix: 'orders-' });
  assert.ok(names(prefixed).length > 1 && names(prefixed).every((name) => name.startsWith('orders-')));
  assert.match(firstLine(prefixed), /^\d+ alarms with prefix orders-: /);
  const none = await describe({ name_prefix: 'nothing-' });
  assert.match(firstLine(none), /^No alarms with prefix nothing-/);
  assert.deepEqual(rows(none), []);
  for (const type of ['metric_math', 'anomaly_band', 'sql', 'promql', 'composite', 'log']) {
    const answer = await describe({ type });
    assert.ok(rows(answer).length > 0, type);
    assert.ok(
      rows(answer).every(({ kind }) => kind === type),
      type,
    );
  }
  const metric = await describe({ type: 'metric' });
  assert.deepEqual(
    new Set(rows(metric).map(({ kind }) => kind)),
    new Set(['metric', 'metric_math', 'anomaly_band', 'sql', 'promql']),
  );
});

void test('the condition of every kind is in words', async () => {
  const conditions = new Map(rows(await describe()).map(({ name, condition }) => [name, condition]));
  assert.equal(
    conditions.get('orders-db-connections'),
    'DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) > 360 for 3 min',
  );
  assert.match(
    conditions.get('checkout-5xx-rate') ?? '',
    /HTTPCode_Target_5XX_Count.*RequestCount.* > 5 for 2 of 3 min/,
  );
  assert.match(
    conditions.get('checkout-unhealthy') ?? '',
    /^checkout-5xx-rate in ALARM and \(checkout-p99-latency in ALARM or /,
  );
  assert.match(conditions.get('lambda-errors-by-function') ?? '', /^SQL `SELECT .*` > /);
  assert.match(conditions.get('db-pool-in-use') ?? '', /^PromQL `.*` returns a series for 2 min/);
  assert.match(conditions.get('web-traffic-anomaly') ?? '', /outside its expected band \(\d/);
  assert.match(
    conditions.get('checkout-db-errors') ?? '',
    /of log query on \/shop\/checkout > \d+ in 2 of 3 runs, one every 5 min/,
  );
});

void test('who is not told is flagged: actions disabled, suppressed, muted, evaluation in doubt', async () => {
  const flags = new Map(rows(await describe()).map((row) => [row.name, row.flags ?? []]));
  assert.deepEqual(flags.get('search-cpu'), ['actions disabled']);
  assert.deepEqual(flags.get('nodes-cpu-high'), ['evaluation PARTIAL_DATA']);
  assert.deepEqual(flags.get('orders-pipeline-unhealthy'), ['actions suppressed while checkout-unhealthy is in ALARM']);
  assert.match(flags.get('emails-queue-age')?.join() ?? '', /^muted by rule emails-greylisting until 20\d\d-/);
  assert.deepEqual(flags.get('orders-db-connections'), []);
});

void test('several names are rows, unknown ones a line with the nearest', async () => {
  const answer = await describe({ names: ['orders-db-connections', 'search-cpu', 'checkout-unhealty'] });
  assert.deepEqual(names(answer), ['orders-db-connections', 'search-cpu']);
  assert.match(answer.text, /There is no alarm "checkout-unhealty" in us-east-1\. Nearest: checkout-unhealthy\./);
});

void test('an autoscaling alarm that is named is not hidden', async () => {
  const all = await describe({ hide_autoscaling: false });
  const name = names(all).find((one) => one.startsWith('TargetTracking-')) ?? '';
  assert.deepEqual(names(await describe({ names: [name] })), [name]);
});

void test('what does not go together or is out of range is refused in words', async () => {
  const both = await describe({ names: ['a'], name_prefix: 'b' });
  assert.match(both.text, /^Error: names and name_prefix do not go together/);
  const many = await describe({ names: Array.from({ length: 101 }, (_, i) => `a${i}`) });
  assert.match(many.text, /^Error: names .*at most 100/);
  const state = await describe({ state: 'FIRING' });
  assert.match(state.text, /^Error: state is "FIRING": it must be one of ALARM, INSUFFICIENT_DATA, OK, all/);
});

void test('following the cursor shows each alarm once, in the order of the whole', async () => {
  const whole = names(await describe({ state: 'all', limit: 500 }));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const answer: ToolAnswer = await describe({ state: 'all', limit: 4, ...(cursor !== undefined && { cursor }) });
    assert.equal(answer.isError, false, answer.text);
    assert.equal(answer.structured['matched'], whole.length);
    seen.push(...names(answer));
    cursor = answer.structured['cursor'] as string | undefined;
    assert.equal(cursor !== undefined, seen.length < whole.length);
    if (cursor !== undefined) assert.ok(answer.text.includes(`cursor="${cursor}"`));
  } while (cursor !== undefined);
  assert.deepEqual(seen, whole);
});

// The rules are kept for a minute: another service has not read them yet.
for (const [what, faults, remark] of [
  [
    'may not be read',
    { ListAlarmMuteRules: { error: { code: 'AccessDenied', message: 'no', status: 403 } } },
    /\nmute state unknown: needs cloudwatch:ListAlarmMuteRules and cloudwatch:GetAlarmMuteRule\n/,
  ],
  ['come without their parts', { GetAlarmMuteRule: { kind: 'wrongShape' } }, /\nmute state unknown: .*cannot be read/],
] as const) {
  void test(`mute rules that ${what} are a remark, not an error`, async () => {
    const other = await startTestService({ sandbox: { faults } });
    try {
      const answer = await other.call('describe_alarms', { state: 'ALARM' });
      assert.equal(answer.isError, false);
      assert.match(answer.text, remark);
      assert.ok(names(answer).length > 3);
    } finally {
      await other.close();
    }
  });
}

void test('a small budget drops rows, never the counts', async () => {
  const small = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' } });
  try {
    const answer = await small.call('describe_alarms', { state: 'all' });
    assert.ok(estimateTokens(answer.text) <= 1_000);
    assert.ok(rows(answer).length > 0 && rows(answer).length < (answer.structured['matched'] as number));
    assert.match(
      answer.text,
      /\nMore: \d+ alarms read but not shown\. Call again with the same arguments and cursor="/,
    );
  } finally {
    await small.close();
  }
});
