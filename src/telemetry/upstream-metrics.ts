import { Counter, Histogram, type Registry } from 'prom-client';
import type { UpstreamObserver } from '../upstream-call.ts';

/** Seconds. AWS answers most reads within a quarter of a second; a read with all its retries ends within the deadline of a call. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of calls to AWS and Prometheus, and of reads that needed none. */
export function upstreamMetrics(registry: Registry): UpstreamObserver {
  const registers = [registry];
  // `service` is a label that Prometheus's operator gives targets: ours would be renamed.
  const labelNames = ['upstream', 'operation'] as const;
  const calls = new Counter({
    name: 'cloudwatch_mcp_upstream_calls_total',
    help: 'Calls to AWS and Prometheus by upstream, operation and outcome (ok, an error code, cancelled)',
    labelNames: [...labelNames, 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'cloudwatch_mcp_upstream_call_duration_seconds',
    help: 'How long calls to AWS and Prometheus took, with their retries',
    labelNames,
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'cloudwatch_mcp_upstream_retries_total',
    help: 'Requests to AWS and Prometheus that were sent again',
    labelNames,
    registers,
  });
  const throttles = new Counter({
    name: 'cloudwatch_mcp_upstream_throttles_total',
    help: 'Requests to AWS and Prometheus that were answered by a throttle, also where another try was answered',
    labelNames,
    registers,
  });
  const reads = new Counter({
    name: 'cloudwatch_mcp_cache_reads_total',
    help: 'Reads by how they were served: hit (from the cache), joined (by a request that was under way), miss (by a call)',
    labelNames: [...labelNames, 'result'],
    registers,
  });
  return {
    ended({ service: upstream, operation, outcome, durationMs, attempts, throttled }) {
      calls.inc({ upstream, operation, outcome });
      duration.observe({ upstream, operation }, durationMs / 1000);
      // By 0, too: there is a series of what has not happened yet.
      retries.inc({ upstream, operation }, Math.max(0, attempts - 1));
      throttles.inc({ upstream, operation }, throttled);
    },
    shared: (result, { service: upstream, operation }) => reads.inc({ upstream, operation, result }),
  };
}
