import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** Gauges of prom-client whose names say that they are counters; those without `_total` tell the same by type. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Memory, processor, event loop, garbage collection and file descriptors of the process, and which version runs. */
export function processMetrics(registry: Registry, version: string): void {
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const build = new Gauge({
    name: 'cloudwatch_mcp_build_info',
    help: 'Always 1, with the version that runs',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version }, 1);
}
