import type { Operation } from '../operation.ts';
import { logGroupOperations } from './log-groups.ts';

export const logsOperations: Record<string, Operation> = { ...logGroupOperations };
