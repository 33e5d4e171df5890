import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Alarm } from '../../../src/sandbox/world/types.ts';
import { startTestService } from '../../support/harness.ts';
import { manyAlarms } from './many-alarms.ts';
import { readArguments } from './read-arguments.ts';
import { startLimitedService } from '../../support/limited-service.ts';

const MINUTE = 60_000;
const TEXT = 'Connections of the orders database; call the on-call engineer of the storefront at once. ';
const metric = (i: number) => ({
  Namespace: 'Fleet/Production/Storefront',
  MetricName: `CheckoutRequestLatency${i}`,
  Dimensions: [{ Name: 'LoadBalancerName', Value: `app/storefront-production-${i}/50dc6c495c0c9188` }],
});

/** Alarms that have as much to say as AWS lets them. */
function wordyAlarms(madeAt: number): Alarm[] {
  const common = {
    AlarmDescription: TEXT.repeat(11).slice(0, 1_024),
    EvaluationPeriods: 1,
    Threshold: 90,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [1, 2, 3, 4, 5].map((i) => `arn:aws:sns:us-east-1:123456789012:${'pager-'.repeat(20)}${i}`),
  };
  const inputs = Array.from({ length: 9 }, (_, i) => ({
    Id: `m${i}`,
    MetricStat: { Metric: metric(i), Period: 60, Stat: 'Average' },
    ReturnData: false,
  }));
  const sum = inputs.map(({ Id }) => `IF(${Id} > 100, ${Id} * 100 / (${Id} + 1), 0)`).join(' + ');
  const alarm = (kind: Alarm['kind'], name: string, configuration: Record<string, unknown>): Alarm => ({
    kind,
    name,
    createdAt: madeAt - 30 * MINUTE,
    configuration: { ...common, ...configuration },
  });
  const child = 'child-of-the-storefront-'.repeat(8);
  return [
    alarm('metric', 'math', { Metrics: [...inputs, { Id: 'e1', Expression: sum, Label: TEXT, ReturnData: true }] }),
    alarm('metric', 'plain', { ...metric(1), Statistic: 'Maximum', Period: 300 }),
    ...[1, 2, 3, 4, 5].map((i) => alarm('metric', `${child}${i}`, { ...metric(i), Statistic: 'Sum', Period: 300 })),
    alarm('composite', 'whole', { AlarmRule: [1, 2, 3, 4, 5].map((i) => `ALARM("${child}${i}")`).join(' OR ') }),
  ];
}

const makeWorld = (region: string, madeAt: number) => ({
  ...manyAlarms(region, madeAt, { firing: 1, fine: 0 }),
  alarms: wordyAlarms(madeAt),
});
const small = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' }, sandbox: { makeWorld } });
const usual = await startTestService({ sandbox: { makeWorld } });
after(async () => {
  await small.close();
  await usual.close();
});

for (const name of ['math', 'plain', 'whole']) {
  void test(`the details of an alarm that has much to say (${name}) fit 1,000 tokens with whole calls`, async () => {
    const { text, structured, isError } = await small.call('describe_alarms', { names: [name] });
    assert.equal(isError, false, text);
    assert.equal((structured['items'] as unknown[]).length, 1, text);
    assert.doesNotMatch(text, /cut here/);
    if (name !== 'plain') assert.match(text, /…\(\+[\d,]+ chars\)/, 'what is clipped is said');
    assert.match(text, /#alarmsV2:alarm\/\w+$/);
    const calls = [...text.matchAll(/^(?:Next|Or): (\w+) (.*)$/gm)];
    assert.equal(calls.length, 2, text);
    for (const [, tool = '', args = ''] of calls) {
      if (args.startsWith('(')) continue;
      const answer = await small.call(tool, readArguments(args));
      assert.equal(answer.isError, false, `${tool} ${args}\n${answer.text}`);
    }
  });
}

void test('a call that is too long is named instead, and written out where the budget holds it', async () => {
  const named = /^(?:Next|Or): get_metric_data \(its arguments are too long to be written out here\)$/m;
  const written = /^(?:Next|Or): get_metric_data queries=\[.*\] period_seconds=60 start="\S+" end="\S+"$/m;
  assert.match((await small.call('describe_alarms', { names: ['math'] })).text, named);
  const whole = await usual.call('describe_alarms', { names: ['math'] });
  assert.match(whole.text, written);
  assert.ok(whole.text.includes(TEXT.repeat(11).slice(0, 1_000)), 'nothing is clipped that fits');
});

for (const name of ['math', 'plain', 'whole']) {
  void test(`the history of an alarm (${name}) has rows within 1,000 tokens, following the cursor all of them`, async () => {
    const args = { name, start: '-1d', include: ['configuration', 'actions'] };
    let cursor: unknown;
    let seen = 0;
    const all = (await usual.call('get_alarm_history', { ...args, limit: 500 })).structured['items'] as unknown[];
    do {
      const { text, structured } = await small.call('get_alarm_history', {
        ...args,
        ...(cursor !== undefined && { cursor }),
      });
      const rows = structured['items'] as unknown[];
      assert.ok(rows.length > 0, text);
      assert.doesNotMatch(text, /cut here/);
      seen += rows.length;
      ({ cursor } = structured);
    } while (cursor !== undefined);
    assert.equal(seen, all.length);
  });
}

void test('a budget that ends before the mute rules is named in whole sentences', async (t) => {
  const { ask } = await startLimitedService(t, { principalPerHour: { awsCalls: 1 } });
  const { isError, text } = await ask('ann', 'describe_alarms', { state: 'ALARM', region: 'us-east-1' });
  assert.equal(isError, false, text);
  assert.match(
    text,
    /\nmute state unknown: reading it needs 1 AWS call\. The budget has left: 0 of your 1 an hour \(.*\); enough is free .*\n/,
  );
});
