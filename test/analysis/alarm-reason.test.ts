import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortReason } from '../../src/analysis/alarm-reason.ts';
import { NOON } from './alarm-samples.ts';

const REASONS: readonly [aws: string, short: string][] = [
  [
    'Threshold Crossed: 3 out of the last 3 datapoints [98.12345 (21/11/26 11:59:00), 97.0 (21/11/26 11:58:00), 9.5E1 (20/11/26 23:57:00)] were greater than the threshold (90.0) (minimum 3 datapoints for OK -> ALARM transition).',
    '3 of the last 3 datapoints > 90: 98.12 (11:59), 97 (11:58), 95 (2026-11-20T23:57Z)',
  ],
  [
    'Threshold Crossed: 1 datapoint [0.0 (21/11/26 11:59:30)] was less than or equal to the threshold (0.5).',
    '1 datapoint <= 0.5: 0 (11:59:30)',
  ],
  [
    'Threshold Crossed: 5 out of the last 5 datapoints [5.0 (21/11/26 11:59:00), 4.0 (21/11/26 11:58:00), 3.0 (21/11/26 11:57:00), 2.0 (21/11/26 11:56:00), 1.0 (21/11/26 11:55:00)] were greater than or equal to the threshold (1.0).',
    '5 of the last 5 datapoints >= 1: 5 (11:59), 4 (11:58), 3 (11:57) and 2 older',
  ],
  [
    'Thresholds Crossed: 1 out of the last 3 datapoints [18940.0 (21/11/26 00:00:00)] was less than the lower thresholds [19096.4321] or greater than the upper thresholds [23042.0] (minimum 1 datapoint for OK -> ALARM transition).',
    '1 out of the last 3 datapoints [18,940 (00:00)] was less than the lower thresholds [19,100] or greater than the upper thresholds [23,040]',
  ],
  [
    'Threshold Crossed: 1 out of the last 3 datapoints [13.68 (21/11/26 11:07:00)] was not greater than or equal to the threshold (120.0) (minimum 1 datapoint for ALARM -> OK transition).',
    '1 of the last 3 datapoints not >= 120: 13.68 (11:07)',
  ],
  ['Insufficient Data: 3 datapoints were unknown.', '3 datapoints were unknown'],
  ['Unchecked: Initial alarm creation', 'Initial alarm creation'],
  [
    'arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-db transitioned to ALARM at Saturday 21 November, 2026 11:59:18 UTC',
    'orders-db transitioned to ALARM at 11:59:18Z',
  ],
  [
    'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:orders-db transitioned to OK at Friday 20 November, 2026 11:59:18 UTC',
    'orders-db transitioned to OK at 2026-11-20T11:59:18Z',
  ],
  [
    'no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    'no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching]',
  ],
  [
    '5 out of 6 contributors evaluated to ALARM, the first being {"pod":"checkout-1","zone":"a"}: Threshold Crossed: 1 datapoint [7.0 (21/11/26 11:55:00)] was greater than the threshold (2.0).',
    '5 of 6 contributors in ALARM, the first being pod=checkout-1, zone=a: 1 datapoint > 2: 7 (11:55)',
  ],
  ['not {"an": object}', 'not {"an": object}'],
  ['testing from the console', 'testing from the console'],
];

for (const [aws, short] of REASONS) {
  void test(`the reason ${aws.slice(0, 60)}…`, () => {
    assert.equal(shortReason(aws, NOON), short);
  });
}

void test('whole keeps every datapoint and the length', () => {
  const points = Array.from({ length: 9 }, (_, i) => `${i}.0 (21/11/26 11:5${i}:00)`).join(', ');
  const reason = `Threshold Crossed: 9 datapoints [${points}] were greater than the threshold (0.0).`;
  assert.match(shortReason(reason, NOON), / and 6 older$/);
  assert.match(shortReason(reason, NOON, { whole: true }), /8 \(11:58\)$/);
  const long = 'x'.repeat(900);
  assert.equal(shortReason(long, NOON).length, 221);
  assert.equal(shortReason(long, NOON, { whole: true }), long);
});

void test('without a day every time carries its date', () => {
  assert.equal(
    shortReason('Threshold Crossed: 1 datapoint [1.0 (21/11/26 11:59:00)] was greater than the threshold (0.0).'),
    '1 datapoint > 0: 1 (2026-11-21T11:59Z)',
  );
});

test('in brief, beside its condition, a reason is the newest datapoint, with its time only where that is long before', () => {
  const reason =
    'Threshold Crossed: 2 out of the last 3 datapoints [8.9123456E9 (21/11/26 11:55:00), 8.8E9 (21/11/26 11:50:00)] were less than the threshold (1.0E10).';
  const brief = (text: string, day: number) => shortReason(text, day, { brief: { unit: 'Bytes' } });
  assert.equal(brief(reason, NOON), '8.3 GiB');
  assert.equal(brief(reason, NOON + 3_600_000), '8.3 GiB (11:55)');
  assert.equal(brief(reason, NOON + 86_400_000), '8.3 GiB (2026-11-21T11:55Z)');
  assert.equal(
    brief(`3 of 6 contributors in ALARM, the first being {"pod":"a"}: ${reason}`, NOON),
    '3 of 6 contributors in ALARM, the first being pod=a: 8.3 GiB',
  );
  const other = REASONS.filter(([, short]) => !/datapoints? (?:not )?[<>]/.test(short));
  assert.ok(other.length > 5);
  for (const [aws, short] of other) assert.equal(brief(aws, NOON), short);
});
