import type { Operation } from '../operation.ts';

export const metricsOperations: Record<string, Operation> = {};
