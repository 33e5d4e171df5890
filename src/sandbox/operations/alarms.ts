import type { Operation } from '../operation.ts';

export const alarmsOperations: Record<string, Operation> = {};
