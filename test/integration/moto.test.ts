/** What is only read of one moto: ./moto/shared.ts starts it. */
for (const part of ['alarms', 'logs', 'metrics', 'promql', 'server']) await import(`./moto/${part}.ts`);
