import { mark } from './fixed-answers.ts';

export type RawCall = 'DescribeAlarms' | 'GetMetricData' | 'DescribeLogGroups' | 'QueryRange';

/** Of a tool call of the bench. */
export type Args = Readonly<Record<string, string | number | string[]>>;

/** Arguments as the reference takes them: a list of one is its text. */
export type Texts = Readonly<Record<string, string>>;

/** A tool call of the bench: the nth differs from all others, and its answer does not but for the question in it. */
export interface Question {
  readonly args: (n: number) => Args;
  /** What the text of a real answer holds. */
  readonly expected: string;
  /** The raw call that reads the same. */
  readonly raw: RawCall;
}

const HOUR_MS = 3_600_000;
const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

/** Fixed for the run and for every process of it: a window that moved would ask for other data each minute. */
export const WINDOW = { start: end - 3 * HOUR_MS, end };

const RANGE = { start: String(end / 1000 - 59 * 60), end: String(end / 1000), step: '60' };

export const QUESTIONS = {
  describe_alarms: {
    args: (n) => ({ state: 'ALARM', name_prefix: `firing-${mark(n)}` }),
    expected: '"15 alarms',
    raw: 'DescribeAlarms',
  },
  get_metric_statistics: {
    args: (n) => ({
      namespace: 'AWS/RDS',
      metric_name: 'DatabaseConnections',
      dimensions: [`DBInstanceIdentifier=orders-db${mark(n)}`],
      statistics: ['Average'],
      period_seconds: 60,
      start: new Date(WINDOW.start).toISOString(),
      end: new Date(WINDOW.end).toISOString(),
    }),
    expected: 'DatabaseConnections',
    raw: 'GetMetricData',
  },
  describe_log_groups: {
    args: (n) => ({ name_prefix: `/small/${mark(n)}` }),
    expected: '"50 log groups',
    raw: 'DescribeLogGroups',
  },
  query_prometheus_range: {
    args: (n) => ({
      query: `rate(requests_total{series="10",shard!="${mark(n)}"}[5m])`,
      source: 'prometheus:bench',
      ...RANGE,
    }),
    expected: '"10 series',
    raw: 'QueryRange',
  },
} as const satisfies Record<string, Question>;

export type ToolName = keyof typeof QUESTIONS;
export const TOOL_NAMES = Object.keys(QUESTIONS) as ToolName[];

export function texts(args: Args): Texts {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));
}
