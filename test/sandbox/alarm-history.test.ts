import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../src/sandbox/operation.ts';
import { ALL_TYPES, DAY, MADE_AT, MINUTE, call, describe, everyPage, names } from './shop.ts';
import type { Row } from './shop.ts';

test('pages hold each row once', () => {
  const alarms = everyPage('DescribeAlarms', 'MetricAlarms', { MaxRecords: 3 });
  assert.deepEqual(names(alarms), names(describe({})));
  const history = { AlarmName: 'emails-queue-age', HistoryItemType: 'StateUpdate' };
  const items = everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', { ...history, MaxRecords: 37 });
  assert.equal(new Set(items.map(({ Timestamp }) => Timestamp)).size, items.length);
  assert.ok(items.length > 600, `${items.length} changes of an alarm that flaps every 47 minutes`);
  const ascending = everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', {
    ...history,
    ScanBy: 'TimestampAscending',
  });
  assert.deepEqual(ascending, items.toReversed());
  const rules = everyPage('ListAlarmMuteRules', 'AlarmMuteRuleSummaries', { MaxRecords: 1 });
  assert.deepEqual(
    rules.map(({ Status }) => Status),
    ['ACTIVE', 'SCHEDULED', 'EXPIRED'],
  );
});

test('a history is a chain of states, as JSON and in words, that ends in the current one', () => {
  for (const name of ['emails-queue-age', 'checkout-unhealthy', 'checkout-5xx-rate']) {
    const input = {
      AlarmName: name,
      AlarmTypes: ALL_TYPES,
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
    };
    let before: string | undefined;
    for (const { HistoryData, HistorySummary } of everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', input)) {
      const data = JSON.parse(String(HistoryData)) as Record<'oldState' | 'newState', { stateValue: string }>;
      assert.equal(HistorySummary, `Alarm updated from ${data.oldState.stateValue} to ${data.newState.stateValue}`);
      if (before !== undefined) assert.equal(data.oldState.stateValue, before, name);
      before = data.newState.stateValue;
    }
    assert.equal(before, describe({ AlarmNames: [name], AlarmTypes: ALL_TYPES })[0]?.StateValue, name);
  }
});

test('actions run unless they are muted, suppressed or off', () => {
  const actions = (AlarmName: string) =>
    everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', {
      AlarmName,
      AlarmTypes: ALL_TYPES,
      HistoryItemType: 'Action',
    });
  assert.equal(actions('checkout-5xx-rate').length, 1);
  assert.equal(actions('orders-pipeline-unhealthy').length, 0);
  const muted = actions('emails-queue-age').map(({ Timestamp }) => Number(Timestamp) * 1000);
  assert.ok(
    muted.length > 0 && Math.max(...muted) < MADE_AT - 3 * DAY + MINUTE,
    'before the mute rule they ran, after it none did',
  );
});

test('contributors: who they are, and their own history', () => {
  const contributors = (AlarmName: string) => call('DescribeAlarmContributors', { AlarmName }).AlarmContributors ?? [];
  assert.deepEqual(
    contributors('lambda-errors-by-function').map(({ ContributorAttributes }) => ContributorAttributes),
    [{ FunctionName: 'orders-fulfil' }],
  );
  assert.deepEqual(
    contributors('db-pool-in-use').map(({ ContributorAttributes }) => ContributorAttributes),
    [{ service: 'checkout' }],
  );
  assert.ok(contributors('checkout-db-errors').length >= 4);
  assert.deepEqual(contributors('search-cpu'), []);
  const id = contributors('db-pool-in-use')[0]?.ContributorId;
  const items = everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', {
    AlarmName: 'db-pool-in-use',
    AlarmContributorId: id,
  });
  assert.deepEqual(
    items.map(({ HistoryItemType }) => HistoryItemType),
    ['AlarmContributorStateUpdate'],
  );
  assert.deepEqual(items[0]?.AlarmContributorAttributes, { service: 'checkout' });
});

test('history within dates only', () => {
  const [start, end] = [MADE_AT - DAY, MADE_AT - DAY / 2];
  const input = { AlarmName: 'emails-queue-age', StartDate: start / 1000, EndDate: end / 1000 };
  const times = everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', input).map(
    ({ Timestamp }) => Number(Timestamp) * 1000,
  );
  assert.ok(times.length > 20 && times.every((time) => time >= start && time <= end));
});

test('mute rules and tags by name', () => {
  const rule = call('GetAlarmMuteRule', { AlarmMuteRuleName: 'emails-greylisting' }) as Row;
  assert.deepEqual(rule.MuteTargets, { AlarmNames: ['emails-queue-age'] });
  assert.equal(rule.MuteType, 'ONE_TIME');
  const rules = call('ListAlarmMuteRules', {
    AlarmName: 'emails-queue-age',
    Statuses: ['ACTIVE'],
  }).AlarmMuteRuleSummaries;
  assert.equal(rules?.length, 1);
  const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:search-cpu';
  assert.deepEqual(call('ListTagsForResource', { ResourceARN: arn }).Tags, [{ Key: 'team', Value: 'shop' }]);
});

test('refusals have the codes of AWS', () => {
  const refused: [operation: string, input: Row, code: string, message: RegExp][] = [
    [
      'DescribeAlarms',
      { AlarmNames: ['a'], AlarmNamePrefix: 'b' },
      'InvalidParameterCombinationException',
      /AlarmNamePrefix and AlarmNames/,
    ],
    [
      'DescribeAlarms',
      { ChildrenOfAlarmName: 'a', StateValue: 'OK' },
      'InvalidParameterCombinationException',
      /StateValue/,
    ],
    [
      'DescribeAlarms',
      { AlarmNames: Array.from({ length: 101 }, () => 'a') },
      'ValidationError',
      /less than or equal to 100/,
    ],
    ['DescribeAlarms', { MaxRecords: 101 }, 'ValidationError', /less than or equal to 100/],
    ['DescribeAlarms', { StateValue: 'ok' }, 'ValidationError', /enum value set/],
    ['DescribeAlarms', { AlarmTypes: ['Metric'] }, 'ValidationError', /enum value set/],
    ['DescribeAlarms', { NextToken: 'AAAA' }, 'InvalidNextToken', /NextToken/],
    ['DescribeAlarmHistory', { HistoryItemType: 'State' }, 'ValidationError', /enum value set/],
    ['DescribeAlarmContributors', { AlarmName: 'nobody' }, 'ResourceNotFoundException', /nobody/],
    ['GetAlarmMuteRule', { AlarmMuteRuleName: 'nobody' }, 'ResourceNotFoundException', /nobody/],
    ['ListTagsForResource', { ResourceARN: 'nonsense' }, 'InvalidParameterValueException', /nonsense/],
  ];
  for (const [operation, input, code, message] of refused) {
    assert.throws(
      () => call(operation, input),
      (error: unknown) => error instanceof AwsError && error.code === code && message.test(error.message),
      `${operation} ${JSON.stringify(input)}`,
    );
  }
});
