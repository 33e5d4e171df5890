import type { Operation } from '../operation.ts';

/** Whether CloudWatch's own metrics can be asked for by PromQL too: where the world has series for it. */
export const enrichmentOperations: Record<string, Operation> = {
  GetOTelEnrichment: (_input, { world }) => ({ Status: world.promSeries.length > 0 ? 'Running' : 'Stopped' }),
};
