import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../src/sandbox/evaluate/alarm-judge.ts';
import { planOf } from '../../src/sandbox/evaluate/alarm-plan.ts';
import { stateAt, timelineOf } from '../../src/sandbox/evaluate/alarm-states.ts';
import { AwsError } from '../../src/sandbox/operation.ts';
import { alarmsOperations } from '../../src/sandbox/operations/alarms.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const MADE_AT = Date.UTC(2026, 10, 21, 7, 30, 20);
const ALL = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
const world = makeWorld('us-east-1', MADE_AT);

type Row = Record<string, unknown>;

function call(operation: string, input: Row = {}, now = MADE_AT): Record<string, Row[]> & { NextToken?: string } {
  const context = { world, now: () => now, region: world.region, account: world.account };
  return alarmsOperations[operation]?.(input, context) as ReturnType<typeof call>;
}

function everyPage(operation: string, member: string, input: Row): Row[] {
  const rows: Row[] = [];
  let token: string | undefined;
  do {
    const answer = call(operation, { ...input, ...(token !== undefined && { NextToken: token }) });
    rows.push(...(answer[member] ?? []));
    token = answer.NextToken;
  } while (token !== undefined);
  return rows;
}

function describe(input: Row): Row[] {
  const {
    MetricAlarms = [],
    CompositeAlarms = [],
    LogAlarms = [],
  } = call('DescribeAlarms', { MaxRecords: 100, ...input });
  return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms];
}

const names = (rows: readonly Row[]) => rows.map(({ AlarmName }) => String(AlarmName)).toSorted();

const INCIDENT = [
  'checkout-5xx-rate',
  'checkout-db-errors',
  'checkout-p99-latency',
  'checkout-unhealthy',
  'db-pool-in-use',
  'lambda-errors-by-function',
  'orders-db-connections',
  'orders-dlq-not-empty',
  'orders-pipeline-unhealthy',
];

test('25 alarms; those of the incident and the flapping queue are in ALARM, at any hour the world is made', () => {
  for (const hour of [2, 14]) {
    const madeAt = Date.UTC(2026, 10, 22, hour, 11, 52);
    const there = makeWorld('us-east-1', madeAt);
    const context = { world: there, now: () => madeAt, region: there.region, account: there.account };
    const answer = alarmsOperations.DescribeAlarms?.({ AlarmTypes: ALL, MaxRecords: 100 }, context) as Record<
      string,
      Row[]
    >;
    const rows = [answer.MetricAlarms ?? [], answer.CompositeAlarms ?? [], answer.LogAlarms ?? []].flat();
    assert.equal(rows.length, 25);
    const own = rows.filter(({ AlarmName }) => !String(AlarmName).startsWith('TargetTracking-'));
    const inAlarm = own.filter(({ StateValue }) => StateValue === 'ALARM');
    assert.deepEqual(names(inAlarm), [...INCIDENT, 'emails-queue-age'].toSorted(), `at ${hour}:11`);
    const incident = inAlarm.filter(({ AlarmName }) => INCIDENT.includes(String(AlarmName)));
    for (const { AlarmName, StateTransitionedTimestamp } of incident) {
      assert.ok(Number(StateTransitionedTimestamp) * 1000 > there.incidentStart - 2 * MINUTE, String(AlarmName));
    }
    assert.deepEqual(names(own.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA')), [
      'recommendations-ctr',
    ]);
  }
});

test('every metric alarm has the state that its rule gives when evaluated from the beginning, one period at a time', () => {
  for (const alarm of world.alarms.filter(
    ({ kind, configuration }) => kind === 'metric' && !configuration.EvaluationCriteria,
  )) {
    const plan = planOf(alarm, world);
    if (plan.contributors) continue;
    const { interval, judgement } = plan;
    let state = 'INSUFFICIENT_DATA';
    const timeline = timelineOf(alarm, world, MADE_AT);
    // Reads every evaluation range on its own, over the last five hours, from the state the timeline had then.
    const from = Math.floor((MADE_AT - 300 * MINUTE) / interval) * interval;
    state = stateAt(timeline, from);
    for (let time = from; time < MADE_AT - 45_000; time += interval) {
      const start = time - (judgement.periods + 1) * interval;
      const [track] = plan.read(start, time + interval);
      const points = Array.from({ length: judgement.periods + 2 }, (_, i) => {
        const at = start + i * interval;
        const value = track?.values.get(at);
        return value === undefined ? undefined : plan.breaches(value, track?.low?.get(at), track?.high?.get(at));
      });
      state = judge(points, judgement) ?? state;
      assert.equal(stateAt(timeline, time + 45_000), state, `${alarm.name} at ${new Date(time).toISOString()}`);
    }
  }
});

test('asking every minute gives the same history as asking once', () => {
  const other = makeWorld('us-east-1', MADE_AT);
  for (const alarm of other.alarms) {
    for (let now = MADE_AT - 50 * MINUTE; now <= MADE_AT; now += MINUTE) timelineOf(alarm, other, now);
    const asked = timelineOf(alarm, other, MADE_AT);
    const once = timelineOf(alarm, world, MADE_AT);
    assert.deepEqual(asked.transitions, once.transitions, alarm.name);
    assert.deepEqual(asked.status, once.status, alarm.name);
  }
});

test('a clock that goes back finds the past as it was', () => {
  const before = world.incidentStart - 5 * MINUTE;
  const rows = call('DescribeAlarms', { AlarmTypes: ALL, StateValue: 'ALARM', MaxRecords: 100 }, before);
  const found = [rows.MetricAlarms ?? [], rows.CompositeAlarms ?? [], rows.LogAlarms ?? []].flat();
  assert.deepEqual(
    names(found).filter((name) => INCIDENT.includes(name)),
    [],
  );
});

test('without AlarmTypes only metric alarms come back', () => {
  const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = call('DescribeAlarms', { MaxRecords: 100 });
  assert.deepEqual([MetricAlarms.length, CompositeAlarms.length, LogAlarms.length], [22, 0, 0]);
});

test('every filter of DescribeAlarms, alone', () => {
  assert.deepEqual(names(describe({ AlarmNamePrefix: 'orders-db', AlarmTypes: ALL })), [
    'orders-db-connections',
    'orders-db-free-storage',
  ]);
  assert.deepEqual(names(describe({ AlarmNames: ['checkout-unhealthy', 'nobody'], AlarmTypes: ALL })), [
    'checkout-unhealthy',
  ]);
  assert.deepEqual(names(describe({ AlarmTypes: ['LogAlarm'] })), ['checkout-db-errors']);
  assert.deepEqual(names(describe({ StateValue: 'INSUFFICIENT_DATA' })), ['recommendations-ctr']);
  assert.equal(describe({ ActionPrefix: 'arn:aws:autoscaling:' }).length, 8);
  assert.deepEqual(names(describe({ ChildrenOfAlarmName: 'checkout-unhealthy' })), [
    'checkout-5xx-rate',
    'checkout-p99-latency',
    'orders-db-connections',
  ]);
  assert.deepEqual(names(describe({ ParentsOfAlarmName: 'checkout-5xx-rate' })), ['checkout-unhealthy']);
});

test('what an alarm says beside its state: suppressed, partial, its reason in words and in JSON', () => {
  const [suppressed] = describe({ AlarmNames: ['orders-pipeline-unhealthy'], AlarmTypes: ALL });
  assert.equal(suppressed?.ActionsSuppressedBy, 'Alarm');
  assert.equal(describe({ AlarmNames: ['nodes-cpu-high'] })[0]?.EvaluationState, 'PARTIAL_DATA');
  const [alarm] = describe({ AlarmNames: ['orders-db-connections'] });
  assert.match(
    String(alarm?.StateReason),
    /^Threshold Crossed: 3 out of the last 3 datapoints \[\d+\.0 \(21\/11\/26 \d\d:\d\d:00\), .*\] were greater than the threshold \(360\.0\) \(minimum 3 datapoints for OK -> ALARM transition\)\.$/,
  );
  const data = JSON.parse(String(alarm?.StateReasonData)) as { recentDatapoints: number[]; threshold: number };
  assert.equal(data.threshold, 360);
  assert.ok(data.recentDatapoints.length === 3 && data.recentDatapoints.every((value) => value > 360));
  const [composite] = describe({ AlarmNames: ['checkout-unhealthy'], AlarmTypes: ALL });
  assert.match(
    String(composite?.StateReason),
    /^arn:aws:cloudwatch:us-east-1:123456789012:alarm:[\w-]+ transitioned to ALARM at Saturday 21 November, 2026 06:5\d:\d\d UTC$/,
  );
});

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
    const input = { AlarmName: name, AlarmTypes: ALL, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' };
    let before: string | undefined;
    for (const { HistoryData, HistorySummary } of everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', input)) {
      const data = JSON.parse(String(HistoryData)) as Record<'oldState' | 'newState', { stateValue: string }>;
      assert.equal(HistorySummary, `Alarm updated from ${data.oldState.stateValue} to ${data.newState.stateValue}`);
      if (before !== undefined) assert.equal(data.oldState.stateValue, before, name);
      before = data.newState.stateValue;
    }
    assert.equal(before, describe({ AlarmNames: [name], AlarmTypes: ALL })[0]?.StateValue, name);
  }
});

test('actions run unless they are muted, suppressed or off', () => {
  const actions = (AlarmName: string) =>
    everyPage('DescribeAlarmHistory', 'AlarmHistoryItems', { AlarmName, AlarmTypes: ALL, HistoryItemType: 'Action' });
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
