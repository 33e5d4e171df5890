import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAutoscaling } from '../../src/analysis/autoscaling.ts';
import { alarmWith, metricRule } from './alarm-samples.ts';

void test('autoscaling alarms are known by their name or by having no other action', () => {
  const scaling = 'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/ecs/service/a:policyName/b';
  const pager = 'arn:aws:sns:us-east-1:123456789012:pager';
  const withActions = (...ALARM: string[]) =>
    alarmWith(metricRule(), { actions: { ALARM, INSUFFICIENT_DATA: [], OK: [] } });
  assert.equal(
    isAutoscaling(alarmWith(metricRule(), { name: 'TargetTracking-service/shop/orders-AlarmHigh-1' })),
    true,
  );
  assert.equal(isAutoscaling(withActions(scaling)), true);
  assert.equal(isAutoscaling(withActions(scaling, pager)), false);
  assert.equal(isAutoscaling(withActions()), false);
});
