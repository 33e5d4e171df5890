import { Counter, Histogram, type Registry } from 'prom-client';
import type { UpstreamObserver } from '../upstream-call.ts';

/** Seconds. AWS answers most reads within a quarter of a second; a read with all its retries ends within the deadline of a call. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of calls to AWS and Prometheus, and of reads that needed none. */
export function upstreamMetrics(registry: Registry): UpstreamObserver {
  const registers = [registry];
  const labelNames = ['service', 'operation'] as const;
  const calls = new Counter({
    name: 'cloudwatch_mcp_upstream_calls_total',
    help: 'Calls to AWS and Prometheus by service, operation and outcome (ok, an error code, cancelled)',
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
    labelNames: ['service', 'operation', 'result'],
    registers,
  });
  return {
    ended({ service, operation, outcome, durationMs, attempts, throttled }) {
      calls.inc({ service, operation, outcome });
      duration.observe({ service, operation }, durationMs / 1000);
      // From 0 on, so that the first of a kind is a rise.
      retries.inc({ service, operation }, Math.max(0, attempts - 1));
      throttles.inc({ service, operation }, throttled);
    },
    shared: (result, { service, operation }) => reads.inc({ service, operation, result }),
  };
}
