import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchClient, DescribeAlarmsCommand, ListAlarmMuteRulesCommand } from '@aws-sdk/client-cloudwatch';
import { judge } from '../../src/sandbox/evaluate/alarm-judge.ts';
import { planOf } from '../../src/sandbox/evaluate/alarm-plan.ts';
import { stateAt, timelineOf } from '../../src/sandbox/evaluate/alarm-states.ts';
import { alarmsOperations } from '../../src/sandbox/operations/alarms.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { ALL_TYPES, MADE_AT, MINUTE, call, describe, names, world } from './shop.ts';
import type { Row } from './shop.ts';

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
    const answer = alarmsOperations.DescribeAlarms?.({ AlarmTypes: ALL_TYPES, MaxRecords: 100 }, context) as Record<
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
  for (const alarm of [...world.alarms].filter(
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
  const found = describe({ AlarmTypes: ALL_TYPES, StateValue: 'ALARM' }, before);
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
  assert.deepEqual(names(describe({ AlarmNamePrefix: 'orders-db', AlarmTypes: ALL_TYPES })), [
    'orders-db-connections',
    'orders-db-free-storage',
  ]);
  assert.deepEqual(names(describe({ AlarmNames: ['checkout-unhealthy', 'nobody'], AlarmTypes: ALL_TYPES })), [
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
  const [suppressed] = describe({ AlarmNames: ['orders-pipeline-unhealthy'], AlarmTypes: ALL_TYPES });
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
  const [composite] = describe({ AlarmNames: ['checkout-unhealthy'], AlarmTypes: ALL_TYPES });
  assert.match(
    String(composite?.StateReason),
    /^arn:aws:cloudwatch:us-east-1:123456789012:alarm:[\w-]+ transitioned to ALARM at Saturday 21 November, 2026 06:5\d:\d\d UTC$/,
  );
});

test('while all alarms are evaluated for the first time, other questions are answered', async (t) => {
  const sandbox = await startSandbox({ clock: () => MADE_AT });
  const client = new CloudWatchClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
  t.after(() => sandbox.close());
  t.after(() => client.destroy());
  const answered: string[] = [];
  const ask = (name: string, question: Promise<unknown>) => question.then(() => answered.push(name));
  const alarms = ask('alarms', client.send(new DescribeAlarmsCommand()));
  await sandbox.waitForCall('DescribeAlarms');
  await Promise.all([alarms, ask('mute rules', client.send(new ListAlarmMuteRulesCommand()))]);
  assert.deepEqual(answered, ['mute rules', 'alarms']);
});
