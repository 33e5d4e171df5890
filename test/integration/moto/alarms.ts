import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '../moto-service.ts';
import { moto } from './shared.ts';

const { skip } = moto;

void test('describe_alarms lists every alarm that moto has, firing first', { skip }, async () => {
  const { structured, text, isError } = await moto.call('describe_alarms', { region: 'us-east-1' });
  assert.equal(isError, false, text);
  assert.deepEqual(column(structured, 'name'), ['api-latency', 'api-quiet', 'shop-ratio', 'web-latency']);
  assert.deepEqual(column(structured, 'state'), ['ALARM', 'INSUFFICIENT_DATA', 'OK', 'OK']);
  assert.match(text.split('\n')[0] ?? '', /^4 alarms.*us-east-1.*account 123456789012/);
  assert.match(text, /api-latency \|.*Latency \(Average, Service=api\) > 50.*2 of 3/);
});

void test('describe_alarms by state, prefix and names asks moto for just those', { skip }, async () => {
  const firing = await moto.call('describe_alarms', { state: 'ALARM' });
  assert.deepEqual(column(firing.structured, 'name'), ['api-latency']);
  const prefixed = await moto.call('describe_alarms', { name_prefix: 'api-' });
  assert.deepEqual(column(prefixed.structured, 'name'), ['api-latency', 'api-quiet']);
  const named = await moto.call('describe_alarms', { names: ['web-latency'] });
  assert.deepEqual(column(named.structured, 'name'), ['web-latency']);
});

void test('describe_alarms tells a region without alarms', { skip }, async () => {
  const { structured, text } = await moto.call('describe_alarms', { region: 'eu-west-1' });
  assert.deepEqual(column(structured, 'name'), []);
  assert.match(text, /^(?:0|No) alarms/);
});

void test('get_alarm_history puts moto’s missing DescribeAlarmHistory into a sentence', { skip }, async () => {
  const { text, isError } = await moto.call('get_alarm_history', { name: 'api-latency', region: 'us-east-1' });
  assert.equal(isError, true);
  assert.match(text, /^Error: cloudwatch:DescribeAlarmHistory in us-east-1 failed on AWS's side/);
});
