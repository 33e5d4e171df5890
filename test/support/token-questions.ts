import { ERROR_EVENTS, ERROR_GROUP, LOG_GROUPS } from './token-world.ts';

/** A question whose answer has a goal in tokens. */
export interface TokenQuestion {
  readonly what: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Tokens of the text by o200k. */
  readonly goal: number;
}

const METRIC = {
  namespace: 'AWS/ECS',
  metric_name: 'CPUUtilization',
  dimensions: ['ClusterName=shop-prod', 'ServiceName=checkout-api'],
  statistics: ['Average'],
  start: '-3h',
};
const SERIES_QUERY = 'sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total[5m]))';

/** Asked of the service before `tokenWorld` and, as `main`, `fleetOf`. */
export const TOKEN_QUESTIONS = {
  metricWhole: {
    what: '3 h of one metric at 60 s, all 180 points',
    tool: 'get_metric_statistics',
    args: { ...METRIC, period_seconds: 60 },
    goal: 1_200,
  },
  metricResampled: {
    what: '3 h of one metric, summary and resampled',
    tool: 'get_metric_statistics',
    args: METRIC,
    goal: 500,
  },
  alarms: { what: '15 alarms in ALARM', tool: 'describe_alarms', args: { state: 'ALARM' }, goal: 900 },
  logGroups: {
    what: '200 log groups',
    tool: 'describe_log_groups',
    args: { limit: LOG_GROUPS },
    goal: 4_000,
  },
  errorEvents: {
    what: '100 error events',
    tool: 'search_log_events',
    args: { groups: [ERROR_GROUP], pattern: 'ERROR', start: '-1h', limit: ERROR_EVENTS },
    goal: 6_000,
  },
  hundredSeries: {
    what: '100 series × 60 points',
    tool: 'query_prometheus_range',
    args: { query: SERIES_QUERY, source: 'main', start: '-1h', step: '1m', limit: 100 },
    goal: 6_000,
  },
  thousandSeries: {
    what: '1,000 series × 60 points',
    tool: 'query_prometheus_range',
    args: { query: `${SERIES_QUERY} or vector(0)`, source: 'main', start: '-1h', step: '1m', limit: 100 },
    goal: 6_000,
  },
} satisfies Record<string, TokenQuestion>;

/** The one pod of a fleet whose load leaves what it was. */
export const SPIKING_POD = 'checkout-api-6b7c8d9e5f-00042';

const SERVICES = ['catalog-api', 'search-api', 'shipping-api', 'auth-api', 'billing-api', 'inventory-api', 'cart-api'];
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

function podOf(i: number): string {
  if (i === 42) return SPIKING_POD;
  const tail = Array.from({ length: 5 }, (_, n) => SUFFIX[(i * 7 + n * n * 11 + 3) % SUFFIX.length]).join('');
  return `${SERVICES[i % SERVICES.length]}-${(0x5d9f8b6c + i * 977).toString(16)}-${tail}`;
}

/** Level of pod `i` at step `n` of `steps`: each has its own and keeps it, but the spiking one in the last quarter. */
function loadOf(i: number, n: number, steps: number): number {
  const noise = Math.abs(Math.sin((i + 1) * 12.9898 + n * 78.233)) % 1;
  if (i === 42 && n > steps * 0.75) return 3.1 + 0.2 * noise;
  return 0.05 + ((i * 37) % 100) / 100 + 0.03 * noise;
}

interface Fleet {
  readonly resultType: 'matrix';
  readonly result: readonly object[];
}

/** The range answer of a Prometheus that scrapes a cluster: 100 pods, or 1,000 where the query has an `or`. */
export function fleetOf({ url, body }: { readonly url: string; readonly body: string }): Fleet | undefined {
  if (!url.includes('/query_range')) return undefined;
  const asked = new URLSearchParams(body);
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
  const steps = Math.floor(((end ?? 0) - (start ?? 0)) / (step ?? 60)) + 1;
  const pods = (asked.get('query') ?? '').includes(' or ') ? 1_000 : 100;
  const result = Array.from({ length: pods }, (_, i) => ({
    metric: { namespace: 'shop', pod: podOf(i), container: podOf(i).split('-').slice(0, 2).join('-') },
    values: Array.from({ length: steps }, (_value, n) => [
      (start ?? 0) + n * (step ?? 60),
      String(loadOf(i, n, steps)),
    ]),
  }));
  return { resultType: 'matrix', result };
}
