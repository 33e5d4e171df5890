/** PromQL: handed on to a real Prometheus; what CloudWatch refuses is refused before. */
import { AwsError } from '../operation.ts';
import type { OperationContext } from '../operation.ts';
import type { PromqlRequest, Reply } from '../wire/call.ts';
import { checkCloudwatchPromql } from './promql-rules.ts';
import { findWorkspace } from './workspaces.ts';

/** Answers a call of the Prometheus HTTP API. Throws `AwsError`: 404 for an endpoint AWS does not have, 503 without a server. */
export async function runPromql(
  promql: PromqlRequest,
  context: OperationContext,
  { prometheusUrl, signal }: { prometheusUrl: string | undefined; signal: AbortSignal },
): Promise<Reply> {
  const { workspaceId, method, path, parameters } = promql;
  if (workspaceId === undefined) checkCloudwatchPromql(promql);
  else findWorkspace(workspaceId, context);
  if (prometheusUrl === undefined) {
    throw new AwsError('ServiceUnavailableException', 'The sandbox runs without a Prometheus server', 503);
  }
  const form = new URLSearchParams([...parameters]);
  const url = `${prometheusUrl}/api/v1/${path}`;
  const response = await fetch(method === 'POST' ? url : `${url}?${form.toString()}`, {
    method,
    ...(method === 'POST' && { body: form }),
    signal,
  });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: { 'content-type': 'application/json' }, body };
}
