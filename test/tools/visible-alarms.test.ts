import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL } from '../../src/access.ts';
import { isVisible } from '../../src/tools/visible-alarms.ts';
import { alarmWith, logRule, metricRule, PROMQL } from '../analysis/alarm-samples.ts';

const only = (allowed: string) => ({
  ...ALLOW_ALL,
  metricNamespace: (namespace: string) => namespace === allowed,
  logGroup: (name: string) => name === allowed,
  promqlSource: (id: string) => id === allowed,
});

void test('an alarm is seen where every namespace, log group and source that it reads is allowed', () => {
  const other = { id: 'o', metric: { namespace: 'Other', metricName: 'M', dimensions: {} } };
  assert.equal(isVisible(alarmWith(metricRule()), only('AWS/RDS')), true);
  assert.equal(isVisible(alarmWith(metricRule()), only('AWS/EC2')), false);
  assert.equal(isVisible(alarmWith(metricRule({ kind: 'metric_math', inputs: [other] })), only('AWS/RDS')), false);
  const sql = metricRule({
    kind: 'sql',
    watched: { id: 'q', expression: 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/EC2")' },
  });
  assert.equal(isVisible(alarmWith(sql), only('AWS/EC2')), true);
  assert.equal(isVisible(alarmWith(sql), only('AWS/RDS')), false);
  assert.equal(isVisible(alarmWith(logRule({ logGroups: ['/ecs/orders'] })), only('/ecs/orders')), true);
  assert.equal(isVisible(alarmWith(logRule()), only('/ecs/orders')), false);
  assert.equal(isVisible(alarmWith(PROMQL), only('cloudwatch:us-east-1')), true);
  assert.equal(isVisible(alarmWith(PROMQL), only('cloudwatch:eu-west-1')), false);
});
