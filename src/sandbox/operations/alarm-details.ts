import type { Operation } from '../operation.ts';
export const alarmDetailOperations: Record<string, Operation> = {};
