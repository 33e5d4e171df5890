import { evaluateAlarms } from '../evaluate/alarm-states.ts';
import { AwsError } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { PROMQL_OPERATIONS } from '../wire/call.ts';
import type { Call, Reply, Service } from '../wire/call.ts';
import { alarmsOperations } from './alarms.ts';
import { assumeRole } from './assume-role.ts';
import { dashboardOperations } from './dashboards.ts';
import { enrichmentOperations } from './enrichment.ts';
import { logsOperations } from './logs.ts';
import { metricsOperations } from './metrics.ts';
import { oamOperations } from './oam.ts';
import { runPromql } from './promql.ts';
import { stsOperations } from './sts.ts';
import { workspaceOperations } from './workspaces.ts';

const OPERATIONS: Record<Service, Record<string, Operation>> = {
  monitoring: { ...metricsOperations, ...alarmsOperations, ...enrichmentOperations, ...dashboardOperations },
  logs: logsOperations,
  sts: { ...stsOperations, AssumeRole: (input, context) => assumeRole(input, context, context.roles) },
  oam: oamOperations,
  aps: workspaceOperations,
};

/** The name of every operation that the sandbox answers; services may share one. */
export const OPERATION_NAMES: readonly string[] = [
  ...new Set([...Object.values(OPERATIONS).flatMap((operations) => Object.keys(operations)), ...PROMQL_OPERATIONS]),
].toSorted();

/** Answers `call` over `context.world`. Throws `AwsError`, `UnknownOperationException` for what the sandbox does not have. */
export async function runOperation(
  call: Call,
  context: OperationContext,
  via: { requestId: string; prometheusUrl: string | undefined; signal: AbortSignal },
): Promise<Reply> {
  if (call.promql) return runPromql(call.promql, context, via);
  const operations = OPERATIONS[call.service];
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (!operation) throw new AwsError('UnknownOperationException', `The sandbox has no operation ${call.operation}`);
  if (call.operation === 'DescribeAlarms' && call.input.AlarmNames == null)
    await evaluateAlarms(context.world, context.now());
  return call.answer(operation(call.input, context), via.requestId);
}
