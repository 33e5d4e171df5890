import { mcpRequest, toolCall } from '../bench/load.ts';
import { mark } from '../bench/fixed-answers.ts';
import { QUESTIONS, WINDOW, type Args } from '../bench/questions.ts';

/** One kind of question of the mix; the nth differs from all others, so that none is answered from what was kept. */
interface Kind {
  readonly name: string;
  /** How many of a hundred are of this kind. */
  readonly percent: number;
  /** A call of this tool, or, without one, the list of tools. */
  readonly tool?: string;
  readonly args: (n: number) => Args | Record<string, unknown>;
  /** What a real answer holds. */
  readonly expected: string;
}

/** A question to send. */
export interface Ask {
  readonly n: number;
  readonly name: string;
  readonly request: Buffer;
  readonly expected: string;
}

function ofBench(name: string, percent: number): Kind {
  const question = QUESTIONS.find((one) => one.name === name);
  if (question === undefined) throw new Error(`there is no question ${name}`);
  return { ...question, percent };
}

const METRICS = ['CPUUtilization', 'DatabaseConnections', 'FreeStorageSpace', 'ReadLatency', 'WriteLatency'];

/** What somebody who looks into an incident asks for, in about these parts. */
export const MIX: readonly Kind[] = [
  ofBench('describe_alarms', 20),
  ofBench('get_metric_statistics', 20),
  ofBench('describe_log_groups', 10),
  ofBench('query_prometheus_range', 8),
  ofBench('query_prometheus_range of AMP', 4),
  {
    name: 'get_metric_data',
    percent: 10,
    tool: 'get_metric_data',
    args: (n) => ({
      queries: METRICS.map((metric_name) => ({
        namespace: 'AWS/RDS',
        metric_name,
        dimensions: [`DBInstanceIdentifier=orders-db${mark(n)}`],
      })),
      period_seconds: 300,
      ...WINDOW,
    }),
    expected: '"5 series',
  },
  {
    name: 'search_log_events',
    percent: 13,
    tool: 'search_log_events',
    args: (n) => ({
      groups: ['/shop/checkout'],
      pattern: `{ $.level = "error${mark(n)}" }`,
      ...WINDOW,
      limit: 20,
    }),
    expected: 'log event',
  },
  {
    name: 'get_log_events',
    percent: 5,
    tool: 'get_log_events',
    args: (n) => ({
      group: '/aws/rds/instance/orders-db/postgresql',
      stream: `orders-db.0${mark(n)}`,
      time: WINDOW.end,
    }),
    expected: 'orders-db',
  },
  {
    name: 'list_metrics',
    percent: 5,
    tool: 'list_metrics',
    args: (n) => ({ namespace: 'AWS/RDS', dimensions: [`DBInstanceIdentifier=orders-db${mark(n)}`] }),
    expected: 'DatabaseConnections',
  },
  {
    name: 'search_metric_catalog',
    percent: 2,
    tool: 'search_metric_catalog',
    args: () => ({ query: 'sqs oldest message' }),
    expected: 'ApproximateAgeOfOldestMessage',
  },
  { name: 'tools/list', percent: 3, args: () => ({}), expected: '"get_server_info"' },
];

/** Kinds by hundredths, in an order in which each is spread over the whole. */
const ORDER: readonly Kind[] = MIX.flatMap((kind) =>
  Array.from({ length: kind.percent }, (_, i) => ({ kind, at: (i + 0.5) / kind.percent })),
)
  .toSorted((a, b) => a.at - b.at)
  .map(({ kind }) => kind);

/** The nth question of the mix, every second hundred of them in the revision 2026-07-28, the others in 2025-11-25. */
export function askOf(n: number): Ask {
  const kind = ORDER[n % ORDER.length] as Kind;
  return ask(kind, n, Math.floor(n / ORDER.length) % 2 === 1);
}

/** A question of one kind. */
export function ask({ name, tool, args, expected }: Kind, n: number, modern: boolean): Ask {
  const request = tool === undefined ? mcpRequest('tools/list', {}, modern) : toolCall(tool, args(n), modern);
  return { n, name, request, expected };
}
