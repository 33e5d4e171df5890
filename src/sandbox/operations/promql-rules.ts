import type { PromqlRequest } from '../wire/call.ts';
export function checkCloudwatchPromql(_promql: PromqlRequest): void {}
