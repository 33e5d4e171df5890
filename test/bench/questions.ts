import { mark } from './fixed-answers.ts';

export type RawCall = 'DescribeAlarms' | 'GetMetricData' | 'DescribeLogGroups' | 'QueryRange' | 'QueryRangeSigned';

export type Args = Readonly<Record<string, string | number | readonly string[]>>;

/** Arguments as the reference takes them: a list of one is its text. */
export type Texts = Readonly<Record<string, string>>;

/** A tool call of the bench: the nth differs from all others, and its answer does not but for the question in it. */
export interface Question {
  readonly name: string;
  readonly tool: string;
  readonly args: (n: number) => Args;
  /** What a real answer holds. */
  readonly expected: string;
  /** The raw call that reads the same. */
  readonly raw: RawCall;
  /** Asked in the protocol revision 2026-07-28, not 2025-11-25. */
  readonly modern?: true;
}

const HOUR_MS = 3_600_000;
const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

/** Three whole hours, fixed for the run: a window that moved would ask for other data each minute. */
export const WINDOW = { start: new Date(end - 3 * HOUR_MS).toISOString(), end: new Date(end).toISOString() };
/** 60 points of 60 s. */
export const RANGE = { start: String(end / 1000 - 59 * 60), end: String(end / 1000), step: '60' };

const SERVER = 'prometheus:main';
/** The shop's workspace in the sandbox. */
const WORKSPACE = 'amp:us-east-1/ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36';

const range =
  (source: string) =>
  (n: number): Args => ({ query: `rate(requests_total{series="10",shard!="${mark(n)}"}[5m])`, source, ...RANGE });

export const ALARMS: Question = {
  name: 'describe_alarms',
  tool: 'describe_alarms',
  args: (n) => ({ state: 'ALARM', name_prefix: `firing-${mark(n)}` }),
  expected: '"15 alarms',
  raw: 'DescribeAlarms',
};

/** Four tools, one of them in the newer protocol too, and one with AWS's signature too. */
export const QUESTIONS: readonly Question[] = [
  ALARMS,
  { ...ALARMS, name: 'describe_alarms of 2026-07-28', modern: true },
  {
    name: 'get_metric_statistics',
    tool: 'get_metric_statistics',
    args: (n) => ({
      namespace: 'AWS/RDS',
      metric_name: 'DatabaseConnections',
      dimensions: [`DBInstanceIdentifier=orders-db${mark(n)}`],
      statistics: ['Average'],
      period_seconds: 60,
      ...WINDOW,
    }),
    expected: '180 datapoints',
    raw: 'GetMetricData',
  },
  {
    name: 'describe_log_groups',
    tool: 'describe_log_groups',
    args: (n) => ({ name_prefix: `/fifty/${mark(n)}` }),
    expected: '"50 log groups',
    raw: 'DescribeLogGroups',
  },
  {
    name: 'query_prometheus_range',
    tool: 'query_prometheus_range',
    args: range(SERVER),
    expected: '"10 series',
    raw: 'QueryRange',
  },
  {
    name: 'query_prometheus_range of AMP',
    tool: 'query_prometheus_range',
    args: range(WORKSPACE),
    expected: '"10 series',
    raw: 'QueryRangeSigned',
  },
];

export function texts(args: Args): Texts {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));
}
