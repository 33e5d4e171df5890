import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionInWords } from '../../src/analysis/alarm-condition.ts';
import type { AlarmQuery, AlarmRule } from '../../src/model.ts';
import { alarmWith, logRule, metricRule, PROMQL } from './alarm-samples.ts';

const words = (rule: AlarmRule, unit?: string) => conditionInWords(alarmWith(rule), { unit });
const query = (id: string, metricName: string): AlarmQuery => ({
  id,
  metric: { namespace: 'AWS/ApplicationELB', metricName, dimensions: {} },
  statistic: 'Sum',
});

void test('a metric alarm says metric, statistic, dimensions, threshold and M of N', () => {
  assert.equal(words(metricRule()), 'DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) > 90 for 3 × 1 min');
  assert.equal(
    words(
      metricRule({ toAlarm: 2, periodSeconds: 300, comparison: '<=', threshold: 12_345, missingData: 'breaching' }),
    ),
    'DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) <= 12,350 for 2 of 3 × 5 min, missing data breaches',
  );
});

void test('in brief ids and harmless missing data are left out, minutes are not multiplied', () => {
  const brief = (rule: AlarmRule) => conditionInWords(alarmWith(rule), { brief: true });
  const dimensions = { LoadBalancer: 'app/shop/50dc6c495c0c9188', A: 'b/50dc6c495c0c918' };
  const watched = { ...query('m', 'RequestCount'), metric: { namespace: 'n', metricName: 'RequestCount', dimensions } };
  assert.equal(
    brief(metricRule({ watched, toAlarm: 2, missingData: 'notBreaching' })),
    'RequestCount (Sum, LoadBalancer=app/shop/…, A=b/50dc6c495c0c918) > 90 for 2 of 3 min',
  );
  assert.match(brief(metricRule({ periodSeconds: 300, missingData: 'ignore' })), /for 3 × 5 min, missing data keeps/);
  assert.match(brief(metricRule({ missingData: 'breaching' })), /for 3 min, missing data breaches$/);
});

void test('the threshold carries the unit where it is known', () => {
  assert.match(words(metricRule({ threshold: 1_073_741_824 }), 'Bytes'), / > 1 GiB for /);
  assert.match(words(metricRule({ threshold: 2 }), 'Seconds'), / > 2 s for /);
});

void test('every treatment of missing data but the default is told', () => {
  assert.match(words(metricRule({ missingData: 'notBreaching' })), /, missing data is fine$/);
  assert.match(words(metricRule({ missingData: 'ignore' })), /, missing data keeps the state$/);
  assert.doesNotMatch(words(metricRule()), /missing/);
});

void test('a wall-clock window and another account are told', () => {
  assert.match(words(metricRule({ wallClock: 'Europe/Berlin' })), / on the clock of Europe\/Berlin/);
  const { watched } = metricRule();
  assert.match(words(metricRule({ watched: { ...watched, account: '210987654321' } })), /account 210987654321\) > 90/);
});

void test('metric math is told by its metrics, expressions within expressions put in', () => {
  const rule = metricRule({
    kind: 'metric_math',
    watched: { id: 'rate', expression: '100 * errors / requests', label: '5xx %' },
    inputs: [
      query('errors', 'HTTPCode_Target_5XX_Count'),
      { id: 'requests', expression: 'FILL(all, 1)' },
      query('all', 'RequestCount'),
    ],
    threshold: 5,
  });
  assert.equal(words(rule), '5xx % = `100 * HTTPCode_Target_5XX_Count / (FILL(RequestCount, 1))` > 5 for 3 × 1 min');
});

void test('expressions that name each other in a circle come to an end', () => {
  const rule = metricRule({
    kind: 'metric_math',
    watched: { id: 'a', expression: 'b + 1' },
    inputs: [
      { id: 'b', expression: 'c + 1' },
      { id: 'c', expression: 'b + 2' },
    ],
  });
  assert.ok(words(rule).length < 300);
});

void test('an anomaly alarm says on which side of which band', () => {
  const band = metricRule({ kind: 'anomaly_band', band: 'ANOMALY_DETECTION_BAND(m1, 3)', threshold: undefined });
  assert.equal(
    words({ ...band, comparison: 'outside' }),
    'DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) outside its expected band (3 standard deviations) for 3 × 1 min',
  );
  assert.match(words({ ...band, comparison: 'above' }), / above its expected band /);
  assert.match(
    words({ ...band, comparison: 'below', band: 'ANOMALY_DETECTION_BAND(m1)' }),
    / below its expected band \(2 standard/,
  );
});

void test('SQL, PromQL and log alarms say their query, schedule and M of N', () => {
  const sql = metricRule({
    kind: 'sql',
    watched: { id: 'q1', expression: 'SELECT MAX(CPUUtilization)\n  FROM "AWS/EC2"' },
  });
  assert.equal(words(sql), 'SQL `SELECT MAX(CPUUtilization) FROM "AWS/EC2"` > 90 for 3 × 1 min');
  assert.equal(
    words(PROMQL),
    'PromQL `sum by (pod) (rate(errors_total[5m])) > 1` returns a series for 5 min, evaluated every 1 min',
  );
  assert.equal(
    words(logRule()),
    'count(*) of log query on /ecs/orders and 1 more > 10 in 2 of 3 runs, one every 5 min over 6 min to 1 min before it, missing data is fine',
  );
});

void test('a composite alarm is said with its children', () => {
  assert.equal(words({ kind: 'composite', expression: 'ALARM("a") AND NOT OK(b)' }), 'a in ALARM and b not in OK');
});

void test('long expressions are cut and keep their characters whole', () => {
  const sql = metricRule({ kind: 'sql', watched: { id: 'q1', expression: `SELECT ${'🔥'.repeat(200)}` } });
  assert.ok(words(sql).length < 200);
  assert.ok(words(sql).isWellFormed());
  assert.match(words(sql), /…`/);
});
