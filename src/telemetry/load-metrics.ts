import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LoadObserver } from '../budget/load.ts';
import { UNITS, type Unit } from '../budget/units.ts';

/** Why a call is not let in. */
export const REASONS = ['queue_full', 'waited_too_long', 'arguments_held', 'memory'] as const;

/** A metric of each unit, since a sum of bytes and calls says nothing. */
const USED: Readonly<Record<Unit, readonly [name: string, help: string]>> = {
  metricsRequested: ['metrics_requested', 'Metrics that CloudWatch was asked for, which AWS bills'],
  logBytesRead: ['log_read_bytes', 'Bytes of log events that were read'],
  logBytesScanned: ['log_scanned_bytes', 'Bytes that Logs Insights queries scanned, which AWS bills'],
  promqlSamples: ['promql_samples', 'Samples that PromQL queries processed'],
  awsCalls: ['aws_requests', 'Requests to AWS that budgets count, retries among them'],
};

/** The metrics of what is under way, waits, is refused, and uses up budgets. `state` is asked at each scrape. */
export function loadMetrics(
  registry: Registry,
  state: () => { readonly running: number; readonly waiting: number },
): LoadObserver {
  const registers = [registry];
  for (const [key, help] of [
    ['running', 'Tool calls under way'],
    ['waiting', 'Tool calls that wait for their turn'],
  ] as const) {
    registry.registerMetric(
      new Gauge({
        name: `cloudwatch_mcp_calls_${key}`,
        help,
        registers: [],
        collect() {
          this.set(state()[key]);
        },
      }),
    );
  }
  const refused = new Counter({
    name: 'cloudwatch_mcp_calls_refused_total',
    help: `Tool calls that were not let in, by reason (${REASONS.join(', ')})`,
    labelNames: ['reason'],
    registers,
  });
  for (const reason of REASONS) refused.inc({ reason }, 0);
  const waits = new Histogram({
    name: 'cloudwatch_mcp_call_wait_seconds',
    help: 'How long tool calls waited for their turn, those that had to',
    buckets: [0.05, 0.25, 1, 2.5, 5, 10, 15, 30],
    registers,
  });
  const overBudget = new Counter({
    name: 'cloudwatch_mcp_reads_over_budget_total',
    help: 'Reads that were refused since a budget of the unit was used up',
    labelNames: ['unit'],
    registers,
  });
  for (const unit of UNITS) overBudget.inc({ unit }, 0);
  const used = new Map<string, Counter>();
  for (const unit of UNITS) {
    const [name, help] = USED[unit];
    used.set(unit, new Counter({ name: `cloudwatch_mcp_${name}_total`, help, registers }));
  }
  return {
    refused: (reason) => refused.inc({ reason }),
    waited: (ms) => waits.observe(ms / 1000),
    overBudget: (unit) => overBudget.inc({ unit }),
    used(amounts) {
      for (const unit in amounts) used.get(unit)?.inc(amounts[unit as Unit] ?? 0);
    },
  };
}
