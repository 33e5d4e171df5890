import type { Registry } from 'prom-client';
import type { LoadObserver } from '../budget/load.ts';
import { UNOBSERVED, type UpstreamObserver } from '../upstream-call.ts';
import { callMetrics, type CallOutcome } from './call-metrics.ts';
import { loadMetrics } from './load-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { upstreamMetrics } from './upstream-metrics.ts';

/** What is told of what happens, and counts it. Labels come of closed sets: tools, outcomes, operations, never callers or accounts. */
export interface Metrics {
  readonly call: (call: CallOutcome) => void;
  readonly load: LoadObserver;
  readonly upstream: UpstreamObserver;
}

export interface Measured {
  readonly version: string;
  /** Names of the tools that there are. */
  readonly tools: readonly string[];
  /** Asked at each scrape. */
  readonly state: () => { readonly running: number; readonly waiting: number };
}

export function createMetrics(registry: Registry, { version, tools, state }: Measured): Metrics {
  processMetrics(registry, version);
  return {
    call: callMetrics(registry, tools),
    load: loadMetrics(registry, state),
    upstream: upstreamMetrics(registry),
  };
}

const nothing = () => undefined;

/** Where nobody could read them. */
export const NO_METRICS: Metrics = {
  call: nothing,
  load: { refused: nothing, waited: nothing, overBudget: nothing, used: nothing },
  upstream: UNOBSERVED,
};
