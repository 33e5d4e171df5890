import type { Server } from 'node:http';
import { Gauge, type Registry } from 'prom-client';

/** How many connections callers hold, counted at each scrape. */
export function connectionGauge(registry: Registry, server: Server): void {
  registry.registerMetric(
    new Gauge({
      name: 'cloudwatch_mcp_connections_open',
      help: 'Connections of callers, idle ones among them',
      registers: [],
      async collect() {
        const { promise, resolve } = Promise.withResolvers<number>();
        server.getConnections((_error, count) => resolve(count ?? 0));
        this.set(await promise);
      },
    }),
  );
}
