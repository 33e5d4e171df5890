import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelineOf } from '../../src/sandbox/evaluate/alarm-states.ts';
import { findNamed } from '../../src/sandbox/world/rows.ts';
import type { Alarm, World } from '../../src/sandbox/world/types.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

const NONE = undefined;

function alarm(name: string, configuration: Record<string, unknown>, kind: Alarm['kind'] = 'metric'): Alarm {
  return { kind, name, createdAt: T0, configuration };
}

const metric = { Namespace: 'Test', MetricName: 'Load', Dimensions: [], Statistic: 'Maximum', Period: 60 };
const above = { Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' };

/** The alarm's changes as `minute:state`, minutes from T0 at which the evaluation's period ends. */
function changes(world: World, name: string): string[] {
  const found = findNamed(world.alarms, name);
  assert.ok(found);
  return timelineOf(found, world, T0 + 30 * MINUTE)
    .transitions.filter(({ contributor }) => !contributor)
    .map(({ time, to }) => `${Math.floor((time - T0) / MINUTE)}:${to.state}`);
}

test('M of N, with data that goes missing: the states come and go as the rule says', () => {
  const values = [1, 1, 9, 1, 9, 1, 1, 1, NONE, NONE, NONE, NONE, NONE, NONE, 1, 9, NONE, NONE];
  const rule = { ...metric, ...above, EvaluationPeriods: 3, DatapointsToAlarm: 2 };
  const world = tinyWorld({
    metrics: [tinyMetric('Load', {}, values)],
    alarms: ['missing', 'notBreaching', 'breaching', 'ignore'].map((TreatMissingData) =>
      alarm(TreatMissingData, { ...rule, TreatMissingData }),
    ),
  });
  // The evaluation range is two periods longer than what is evaluated: the last datapoint is seen five minutes.
  assert.deepEqual(changes(world, 'missing'), [
    '1:OK',
    '5:ALARM',
    '6:OK',
    '13:INSUFFICIENT_DATA',
    '15:OK',
    '20:ALARM',
    '21:INSUFFICIENT_DATA',
  ]);
  assert.deepEqual(changes(world, 'notBreaching'), ['0:OK', '5:ALARM', '6:OK']);
  assert.deepEqual(changes(world, 'breaching'), ['0:ALARM', '2:OK', '5:ALARM', '6:OK', '12:ALARM']);
  assert.deepEqual(changes(world, 'ignore'), ['1:OK', '5:ALARM', '6:OK']);
});

test('a composite alarm changes with the child that completes its rule, and says which it was', () => {
  const rule = { ...metric, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' };
  const world = tinyWorld({
    metrics: [tinyMetric('Load', {}, [0, 3, 3, 7, 7, 3, 3, 0])],
    alarms: [
      alarm('low', { ...rule, Threshold: 2, TreatMissingData: 'notBreaching' }),
      alarm('high', { ...rule, Threshold: 5, TreatMissingData: 'notBreaching' }),
      alarm('both', { AlarmRule: 'ALARM("low") AND ALARM(high)' }, 'composite'),
      alarm('only-low', { AlarmRule: 'ALARM(low) AND NOT ALARM(high)' }, 'composite'),
      alarm('parent', { AlarmRule: 'OK(both) OR FALSE' }, 'composite'),
    ],
  });
  assert.deepEqual(changes(world, 'low'), ['0:OK', '2:ALARM', '8:OK']);
  assert.deepEqual(changes(world, 'high'), ['0:OK', '4:ALARM', '6:OK']);
  assert.deepEqual(changes(world, 'both'), ['4:ALARM', '6:OK']);
  assert.deepEqual(changes(world, 'only-low'), ['2:ALARM', '4:OK', '6:ALARM', '8:OK']);
  assert.deepEqual(changes(world, 'parent'), ['4:OK', '6:ALARM']);
  const both = findNamed(world.alarms, 'both');
  const [first] = both ? timelineOf(both, world, T0 + 30 * MINUTE).transitions : [];
  assert.match(
    first?.to.reason ?? '',
    /alarm:high transitioned to ALARM at Saturday 21 November, 2026 06:04:\d\d UTC$/,
  );
});

test('a PromQL alarm waits for its pending and its recovery period, for each of its contributors', () => {
  const values: Record<string, number[]> = {
    web: [1, 9, 9, 1, 9, 9, 9, 9, 1, 1, 9, 1, 1, 1, 1],
    cart: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 9],
  };
  const world = tinyWorld({
    promSeries: Object.keys(values).map((service) => ({
      name: 'load',
      type: 'gauge' as const,
      help: 'Load',
      labels: { service },
      at: (time: number) => values[service]?.[(time - T0) / MINUTE],
    })),
    alarms: [
      alarm('load', {
        EvaluationInterval: 60,
        EvaluationCriteria: {
          PromQLCriteria: { Query: 'sum by (service) (load) > 5', PendingPeriod: 180, RecoveryPeriod: 120 },
        },
      }),
    ],
  });
  const [only] = world.alarms;
  assert.ok(only);
  const { transitions } = timelineOf(only, world, T0 + 14 * MINUTE + 59_000);
  const told = transitions.flatMap(({ time, to, contributor }) =>
    contributor ? [`${Math.floor((time - T0) / MINUTE)}:${contributor.attributes.service}:${to.state}`] : [],
  );
  assert.deepEqual(told, ['6:web:ALARM', '9:web:OK']);
  assert.deepEqual(changes(world, 'load').slice(0, 3), ['0:OK', '6:ALARM', '9:OK']);
});

test('a log alarm counts the events of every run, by what it is grouped by', () => {
  const group = 'app';
  const events = [1, 2, 2, 6, 7, 8, 8, 9].map((minute, i) => ({
    group,
    stream: 's',
    time: T0 + minute * MINUTE + i,
    message: JSON.stringify({ level: i === 0 ? 'info' : 'error', pod: minute < 8 ? 'a' : 'b' }),
  }));
  const query = (AggregationExpression: string) => ({
    ScheduledQueryConfiguration: {
      QueryString: 'fields @message | filter @message like /"error"/',
      LogGroupIdentifiers: [group],
      ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300 },
      AggregationExpression,
    },
    QueryResultsToEvaluate: 1,
    QueryResultsToAlarm: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
  const world = tinyWorld({
    logGroups: [
      {
        name: group,
        logGroupClass: 'STANDARD',
        creationTime: T0,
        storedBytes: 0,
        metricFilterCount: 0,
        tags: {},
        streams: [],
        events: ({ start, end }) => events.filter(({ time }) => time >= start && time < end),
      },
    ],
    alarms: [
      alarm('all', { ...query('count(*)'), Threshold: 2 }, 'log'),
      alarm('by-pod', { ...query('count(*) by pod'), Threshold: 2 }, 'log'),
    ],
  });
  // 2 errors in the run at minute 5, 5 in the run at minute 10 (2 of pod a, 3 of pod b), none after.
  assert.deepEqual(changes(world, 'all'), ['0:OK', '10:ALARM', '15:OK']);
  const byPod = world.alarms.at(1);
  assert.ok(byPod);
  const { transitions } = timelineOf(byPod, world, T0 + 30 * MINUTE);
  assert.deepEqual(
    transitions.flatMap(({ to, contributor }) => (contributor ? [`${contributor.attributes.pod}:${to.state}`] : [])),
    ['b:ALARM', 'b:OK'],
  );
});
