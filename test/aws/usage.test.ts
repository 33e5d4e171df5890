import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptsOf, estimateOf, usageOf } from '../../src/aws/usage.ts';

const MIB = 1024 * 1024;
const metric = (Id: string) => ({ Id, MetricStat: {} });
const SEARCH = { Id: 's', Expression: `SEARCH('{AWS/EC2,InstanceId}', 'Average')` };
const SQL = { Id: 'q', Expression: 'SELECT MAX(CPUUtilization) FROM "AWS/EC2"' };

test('metrics are those asked for; of SEARCH and SQL the series that came, at least one; none for math', () => {
  const input = { MetricDataQueries: [metric('a'), metric('b'), { Id: 'm', Expression: 'a / b' }, SEARCH, SQL] };
  assert.deepEqual(estimateOf('GetMetricData', input), { awsCalls: 1, metricsRequested: 4 });
  const output = { MetricDataResults: ['a', 'm', 's', 's', 's'].map((Id) => ({ Id })) };
  assert.deepEqual(usageOf('GetMetricData', input, output), { awsCalls: 1, metricsRequested: 2 + 3 + 1 });
});

test('log events are counted by the UTF-8 bytes of their messages, whatever else an answer has', () => {
  const events = [{ message: 'née' }, {}, { message: 'x'.repeat(100) }];
  for (const operation of ['FilterLogEvents', 'GetLogEvents']) {
    assert.deepEqual(estimateOf(operation, {}), { awsCalls: 1, logBytesRead: MIB });
    assert.deepEqual(usageOf(operation, {}, { events }), { awsCalls: 1, logBytesRead: 104 });
    assert.deepEqual(usageOf(operation, {}, {}), { awsCalls: 1, logBytesRead: 0 });
  }
});

test('the calls are those that the SDK sent, retries among them, also for a failure that has become a sentence', () => {
  assert.deepEqual(usageOf('DescribeAlarms', {}, { $metadata: { attempts: 3 } }), { awsCalls: 3 });
  assert.equal(attemptsOf(new Error('a sentence', { cause: { $metadata: { attempts: 4 } } })), 4);
  assert.equal(attemptsOf(new Error('gone')), 1);
  assert.equal(attemptsOf(undefined), 1);
});
