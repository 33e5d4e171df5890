// One process, so that one moto serves them all.
await import('./moto/alarms.ts');
await import('./moto/logs.ts');
await import('./moto/metrics.ts');
await import('./moto/promql.ts');
await import('./moto/server.ts');
