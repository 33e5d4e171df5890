/** Names and attributes of spans by OpenTelemetry's semantic conventions 1.45 and those for generative AI: nothing that was asked or read. */
import type { Attributes } from '@opentelemetry/api';
import { shownId } from '../request-id.ts';
import type { UpstreamCall } from '../../upstream-call.ts';
import type { Message, Origin, SpanFacts } from '../tracing.ts';

export function messageName({ method, target }: Message): string {
  return target === undefined ? method : `${method} ${target.name}`;
}

/** Of the server's span for a message of MCP. */
export function messageAttributes({ method, target, id, version }: Message, origin: Origin | undefined): Attributes {
  return {
    'mcp.method.name': method,
    ...(target?.kind === 'tool' && { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': target.name }),
    ...(target?.kind === 'prompt' && { 'gen_ai.prompt.name': target.name }),
    ...present({
      'jsonrpc.request.id': shownId(id),
      'mcp.protocol.version': version,
      'cloudwatch_mcp.request.id': origin?.requestId,
    }),
    ...(origin === undefined
      ? { 'network.transport': 'pipe' }
      : { 'network.transport': 'tcp', 'network.protocol.name': 'http' }),
  };
}

/** `{ outcome: 'ok', tokens: 880 }` → `cloudwatch_mcp.outcome`, `cloudwatch_mcp.tokens` */
export function factAttributes(facts: SpanFacts): Attributes {
  return present(Object.fromEntries(Object.entries(facts).map(([name, fact]) => [`cloudwatch_mcp.${name}`, fact])));
}

/**
 * The convention for AWS's SDKs still requires `rpc.system`, and has the service in `rpc.service` and the operation alone in
 * `rpc.method`. The general one has deprecated the first two, for `rpc.system.name` and a qualified `rpc.method`.
 */
const AWS_API = 'aws-api';

/** The `serviceId`s of AWS's models, which the SDKs call services by, by the names that IAM has for them. */
const SERVICE_IDS: Readonly<Record<string, string>> = {
  logs: 'CloudWatch Logs',
  monitoring: 'CloudWatch',
  aps: 'amp',
  sts: 'STS',
  oam: 'OAM',
};

/** Of Prometheus's HTTP API: what holds a query is sent in a body, and paths that are not the operation's name. */
const POSTED = new Set(['query', 'query_range', 'series', 'labels']);
const PATHS: Readonly<Record<string, string>> = {
  label_values: 'label/{name}/values',
  buildinfo: 'status/buildinfo',
};

/** AWS's operations are in capitals (`GetMetricData`); those of Prometheus's HTTP API are not (`query_range`), whoever answers them. */
export function upstreamSpan({ service, operation, region, attempts, requestId, status }: UpstreamCall): {
  name: string;
  attributes: Attributes;
} {
  const resent = attempts > 1 ? { 'http.request.resend_count': attempts - 1 } : {};
  const where = present({ 'cloud.region': region, 'aws.request_id': requestId, 'http.response.status_code': status });
  if (/^[A-Z]/.test(operation)) {
    const id = SERVICE_IDS[service] ?? service;
    const rpc = { 'rpc.system.name': AWS_API, 'rpc.system': AWS_API, 'rpc.service': id, 'rpc.method': operation };
    return { name: `${id}.${operation}`, attributes: { ...rpc, ...where, ...resent } };
  }
  const route = `/api/v1/${PATHS[operation] ?? operation}`;
  const method = POSTED.has(operation) ? 'POST' : 'GET';
  const attributes = { 'http.request.method': method, 'url.template': route, 'cloudwatch_mcp.service': service };
  return { name: `${method} ${route}`, attributes: { ...attributes, ...where, ...resent } };
}

function present(attributes: Readonly<Record<string, string | number | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
