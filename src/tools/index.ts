import { describeAlarms } from './alarms/describe-alarms.ts';
import type { AnyTool } from './define.ts';

/** Every tool, in the order tools/list gives them. */
export const TOOLS: readonly AnyTool[] = [describeAlarms];
