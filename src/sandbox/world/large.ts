/** An account of the largest size that a service has to cope with. Every row is made from its index when it is read. */
import type { LogEvent, MetricId } from '../../model.ts';
import { random } from './noise.ts';
import { generate } from './rows.ts';
import { ACCOUNT, DAY, HOUR, KEPT_MS, MINUTE } from './scene.ts';
import type { Alarm, LogGroup, LogStream, Metric, World } from './types.ts';

export interface LargeCounts {
  /** The first of them, `BUSY_GROUP`, has `streams` streams and `eventsPerDay`; the others one stream and an event a minute. */
  readonly logGroups: number;
  readonly streams: number;
  /** A multiple of `streams`, which take turns. */
  readonly eventsPerDay: number;
  readonly metrics: number;
  readonly alarms: number;
}

const COUNTS: LargeCounts = {
  logGroups: 10_000,
  streams: 1_000,
  eventsPerDay: 5_000_000,
  metrics: 100_000,
  alarms: 5_000,
};

export const BUSY_GROUP = '/large/busy';
/** The level of every so many-th event of a day; the others are INFO. */
const LEVELS = [
  { level: 'FATAL', every: 1_000_000 },
  { level: 'ERROR', every: 1_000 },
  { level: 'WARN', every: 10 },
] as const;
/** Each namespace has so many metric names, each metric name so many instances. */
const METRIC_NAMES = 50;
const INSTANCES = 100;
/** Every so many-th alarm is in ALARM. */
const ALARMING = 50;

/** @param counts other sizes than the full ones, for tests */
export function makeLargeWorld(region: string, madeAt: number, counts: Partial<LargeCounts> = {}): World {
  const { logGroups, streams, eventsPerDay, metrics, alarms } = { ...COUNTS, ...counts };
  if (eventsPerDay % streams !== 0) throw new RangeError('eventsPerDay must be a multiple of streams');
  return {
    account: ACCOUNT,
    region,
    madeAt,
    incidentStart: madeAt,
    logGroups: generate(logGroups, (index) =>
      index === 0
        ? makeGroup(BUSY_GROUP, madeAt, streams, eventsPerDay)
        : makeGroup(`/large/group-${digits(index)}`, madeAt, 1, DAY / MINUTE),
    ),
    metrics: generate(metrics, makeMetric),
    findMetric(id) {
      const found = makeMetric(metricIndex(id));
      return metricIndex(id) < metrics && isSame(found, id) ? found : undefined;
    },
    alarms: generate(alarms, (index) => makeAlarm(index, (index * INSTANCES) % metrics, madeAt)),
    muteRules: [],
    workspaces: [],
    promSeries: [],
  };
}

function digits(index: number): string {
  return String(index).padStart(5, '0');
}

function numberIn(name: string | undefined): number {
  return Number(/\d+$/.exec(name ?? '')?.[0] ?? NaN);
}

/** Events at even distances, 0 to `eventsPerDay` - 1 of every day (UTC), which the streams write in turns. */
function makeGroup(name: string, madeAt: number, streams: number, eventsPerDay: number): LogGroup {
  const streamOf = (number: number) => `task-${digits(number % streams)}`;
  const turnMs = Math.ceil((streams * DAY) / eventsPerDay);

  function events(window: { start: number; end: number }, stream?: string): LogEvent[] {
    const found: LogEvent[] = [];
    const step = stream === undefined ? 1 : streams;
    for (let day = Math.floor(window.start / DAY); day * DAY < window.end; day++) {
      const first = Math.max(0, Math.ceil(((window.start - day * DAY) * eventsPerDay) / DAY));
      const turn = stream === undefined ? 0 : (numberIn(stream) - (first % streams) + streams) % streams;
      for (let number = first + turn; number < eventsPerDay; number += step) {
        const time = day * DAY + Math.floor((number * DAY) / eventsPerDay);
        if (time >= window.end) break;
        found.push({ group: name, stream: streamOf(number), time, message: messageOf(number) });
      }
    }
    return found;
  }
  const creationTime = madeAt - KEPT_MS;
  const makeStream = (index: number): LogStream => {
    const own = streamOf(index);
    return {
      name: own,
      creationTime,
      firstEventTimestamp: events({ start: creationTime, end: creationTime + turnMs }, own)[0]?.time,
      lastEventTimestamp: (now) => events({ start: now - turnMs, end: now + 1 }, own).at(-1)?.time,
    };
  };
  return {
    name,
    logGroupClass: 'STANDARD',
    retentionInDays: KEPT_MS / DAY,
    creationTime,
    storedBytes: ((eventsPerDay * KEPT_MS) / DAY) * 50,
    metricFilterCount: 0,
    tags: { size: 'large' },
    streams: generate(streams, makeStream),
    streamsByLastEvent(now) {
      const latest = numberIn(events({ start: now - turnMs, end: now + 1 }).at(-1)?.stream);
      return generate(streams, (index) => makeStream((latest + 1 + index) % streams));
    },
    events,
  };
}

function messageOf(number: number): string {
  const level = LEVELS.find(({ every }) => number % every === every - 1)?.level ?? 'INFO';
  return `${level} order ${number} took ${number % 997} ms`;
}

/** Ordered by namespace, metric name and instance. */
function makeMetric(index: number): Metric {
  const service = Math.floor(index / (METRIC_NAMES * INSTANCES));
  return {
    namespace: `Large/Service${digits(service)}`,
    metricName: `Load${digits(Math.floor(index / INSTANCES) % METRIC_NAMES)}`,
    dimensions: { InstanceId: `i-${digits(index % INSTANCES)}` },
    unit: 'Percent',
    periodSeconds: 300,
    at(time) {
      const value = 20 + 60 * random(index, time / MINUTE);
      return { sum: value, min: value, max: value, count: 1, samples: [value] };
    },
  };
}

function metricIndex({ namespace, metricName, dimensions }: MetricId): number {
  const [service, name, instance] = [namespace, metricName, dimensions['InstanceId']].map(numberIn);
  return ((service ?? NaN) * METRIC_NAMES + (name ?? NaN)) * INSTANCES + (instance ?? NaN);
}

function isSame(a: MetricId, b: MetricId): boolean {
  const text = ({ namespace, metricName, dimensions }: MetricId) => JSON.stringify([namespace, metricName, dimensions]);
  return text(a) === text(b);
}

/** Its metric is between 20 and 80 at all times. */
function makeAlarm(index: number, metric: number, madeAt: number): Alarm {
  const { namespace, metricName, dimensions } = makeMetric(metric);
  return {
    kind: 'metric',
    name: `large-${digits(index)}`,
    createdAt: madeAt - HOUR,
    configuration: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: index % ALARMING === 0 ? 10 : 90,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [],
    },
  };
}
