import type { Operation } from '../operation.ts';
export const alarmHistoryOperations: Record<string, Operation> = {};
