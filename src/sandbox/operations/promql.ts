/** PromQL: handed on to a real Prometheus; what CloudWatch refuses is refused before. */
import { AwsError } from '../operation.ts';
import type { OperationContext } from '../operation.ts';
import type { PromqlRequest, Reply } from '../wire/call.ts';
import { cloudwatchLimit, truncate } from './promql-rules.ts';
import { findWorkspace } from './workspaces.ts';

const HEADERS = { 'content-type': 'application/json' };

/** Answers a call of the Prometheus HTTP API. Throws `AwsError` for a workspace that is unknown or not active, and 503 without a server. */
export async function runPromql(
  promql: PromqlRequest,
  context: OperationContext,
  { prometheusUrl, signal }: { prometheusUrl: string | undefined; signal: AbortSignal },
): Promise<Reply> {
  const { workspaceId, method, path, parameters } = promql;
  const cloudwatch = workspaceId === undefined ? cloudwatchLimit(promql) : undefined;
  const status = workspaceId === undefined ? undefined : findWorkspace(workspaceId, context).status;
  if (status !== undefined && status !== 'ACTIVE') {
    throw new AwsError('ConflictException', `Workspace ${workspaceId} is ${status}`, 409);
  }
  if (cloudwatch && 'error' in cloudwatch) {
    const body = JSON.stringify({ status: 'error', errorType: 'bad_data', error: cloudwatch.error });
    return { status: cloudwatch.status, headers: HEADERS, body };
  }
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
  const answer = cloudwatch && response.ok ? truncate(body, cloudwatch.limit) : body;
  return { status: response.status, headers: HEADERS, body: answer };
}
