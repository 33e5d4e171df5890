import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { NormalizedSchema } from '@smithy/core/schema';
import { answerReader, requireShape } from '../../src/aws/answer-shape.ts';
import { AnswerMisshapen, MAX_ANSWER_BYTES, operationOf } from '../../src/aws/answer.ts';
import { openAws } from '../../src/aws/gateway.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { sendJson, startCanned } from '../support/canned-prometheus.ts';
import { startTestService } from '../support/harness.ts';

const describe = new DescribeAlarmsCommand({});

void test('an operation has the name of the model, whatever a bundler calls its class', () => {
  const Renamed = class DescribeAlarmsCommand3 extends DescribeAlarmsCommand {};
  assert.equal(operationOf(new Renamed({})), 'DescribeAlarms');
});

void test('what the model says passes, absent and unknown members too', () => {
  requireShape(describe, {});
  requireShape(describe, {
    $metadata: {},
    MetricAlarms: [{ AlarmName: 'a', Threshold: 1, StateUpdatedTimestamp: new Date(), ActionsEnabled: false }],
    NextToken: null,
    Newer: 7,
  });
  requireShape(new GetMetricDataCommand({} as never), { MetricDataResults: [{ Values: [1, NaN], Timestamps: [] }] });
});

/** What is made of a JSON answer to an operation. */
const read = (command: object, answer: object) =>
  answerReader((_schema, value) => value)(
    NormalizedSchema.of((command as { schema: readonly unknown[] }).schema[5] as never),
    answer,
  );

void test('epoch seconds become dates, texts of numbers numbers; null is absent', () => {
  const { MetricAlarms, NextToken } = read(describe, {
    MetricAlarms: [{ StateUpdatedTimestamp: 1_700_000_000.5, Threshold: 'NaN', AlarmName: null, Newer: [7] }],
    NextToken: null,
  });
  assert.deepEqual(MetricAlarms, [
    { StateUpdatedTimestamp: new Date(1_700_000_000_500), Threshold: Number.NaN, AlarmName: undefined, Newer: [7] },
  ]);
  assert.equal(NextToken, undefined);
  const values = { MetricDataResults: [{ Values: [1, 'NaN', null, '-Infinity'], Timestamps: [1_700_000_000] }] };
  assert.deepEqual(read(new GetMetricDataCommand({} as never), values), {
    MetricDataResults: [
      { Values: [1, Number.NaN, null, Number.NEGATIVE_INFINITY], Timestamps: [new Date(1_700_000_000_000)] },
    ],
  });
});

for (const answer of [
  { MetricAlarms: [{ Threshold: 'constructor' }] },
  { MetricAlarms: [{ Threshold: [1] }] },
  { MetricAlarms: [{ StateUpdatedTimestamp: '2026-11-21T09:00:00Z' }] },
  { MetricAlarms: [{ EvaluationCriteria: { PromQLCriteria: { Query: 7 } } }] },
  { MetricAlarms: [{ EvaluationCriteria: 'text' }] },
  { MetricAlarms: [null, 7] },
]) {
  void test(`an answer ${JSON.stringify(answer)} is named as misshapen`, () => {
    assert.throws(() => read(describe, answer), new AnswerMisshapen('MetricAlarms is of another type'));
  });
}

for (const output of [
  { MetricAlarms: { 0: {} } },
  { MetricAlarms: 'none' },
  { MetricAlarms: [['a']] },
  { MetricAlarms: [{ AlarmName: 7 }] },
  { MetricAlarms: [{ Threshold: '7' }] },
  { MetricAlarms: [{ ActionsEnabled: 'yes' }] },
  { MetricAlarms: [{ StateUpdatedTimestamp: new Date(Number.NaN) }] },
  { MetricAlarms: [{ Dimensions: [{ Name: ['a'] }] }] },
]) {
  void test(`${JSON.stringify(output)} is named as misshapen`, () => {
    assert.throws(() => requireShape(describe, output), new AnswerMisshapen('MetricAlarms is of another type'));
  });
}

async function answeredWith(t: TestContext, kind: FaultKind) {
  const service = await startTestService({ sandbox: { faults: { DescribeAlarmHistory: { kind } } } });
  t.after(() => service.close());
  const { text } = await service.call('get_alarm_history', { name: 'checkout-5xx-rate' });
  return { text, calls: service.sandbox.calls()['DescribeAlarmHistory'] ?? 0 };
}

void test('a body past the bound is not read on, nor asked for again', async (t) => {
  assert.ok(MAX_ANSWER_BYTES < 50_000_000);
  const { text, calls } = await answeredWith(t, 'hugeBody');
  assert.match(
    text,
    /^Error: cloudwatch:DescribeAlarmHistory in us-east-1 answers with more than 16 MiB, which is not read\. Ask for less: [^\n]*\.$/,
  );
  assert.ok(calls <= 2, `${calls} calls`);
});

void test('a body of another shape is an error that says so', async (t) => {
  const { text } = await answeredWith(t, 'wrongShape');
  assert.match(
    text,
    /^Error: .* cannot be read \(AlarmHistoryItems is of another type\)\. Try again in a minute; [^\n]*$/,
  );
});

for (const body of [[], null, 'text', 7]) {
  void test(`${JSON.stringify(body)} for an answer is not taken for an empty one`, async (t) => {
    const server = await startCanned((_request, response) => sendJson(response, 200, body));
    const aws = openAws({
      region: 'us-east-1',
      userAgent: 'test',
      override: { endpoint: server.url.href, credentials: sandboxCredentials },
    }).own;
    t.after(() => {
      aws.close();
      return server.close();
    });
    await assert.rejects(aws.cloudwatch('us-east-1', describe, { signal: t.signal }), {
      code: 'upstream',
      message: /neither an object nor XML/,
    });
  });
}
