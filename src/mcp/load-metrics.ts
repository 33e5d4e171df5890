import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LoadObserver } from '../budget/load.ts';

/** The metrics of what is under way, waits and is refused. `state` is asked at each scrape. */
export function loadMetrics(
  registry: Registry,
  state: () => { readonly running: number; readonly waiting: number },
): LoadObserver {
  const registers = [registry];
  registry.registerMetric(
    new Gauge({
      name: 'cloudwatch_mcp_calls_running',
      help: 'Tool calls under way',
      registers: [],
      collect() {
        this.set(state().running);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'cloudwatch_mcp_calls_waiting',
      help: 'Tool calls that wait for their turn',
      registers: [],
      collect() {
        this.set(state().waiting);
      },
    }),
  );
  const refused = new Counter({
    name: 'cloudwatch_mcp_calls_refused_total',
    help: 'Tool calls that were not let in, by reason',
    labelNames: ['reason'],
    registers,
  });
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
  const used = new Counter({
    name: 'cloudwatch_mcp_used_total',
    help: 'What calls used of the units that budgets count',
    labelNames: ['unit'],
    registers,
  });
  return {
    refused: (reason) => refused.inc({ reason }),
    waited: (ms) => waits.observe(ms / 1000),
    overBudget: (unit) => overBudget.inc({ unit }),
    used(amounts) {
      for (const [unit, amount] of Object.entries(amounts))
        if (amount !== undefined && amount > 0) used.inc({ unit }, amount);
    },
  };
}
