import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { stringify } from 'yaml';
import type { Fault } from '../../src/sandbox/faults.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { ACCOUNTS, ROLES } from '../support/accounts.ts';
import { startServiceProcess } from '../support/service-process.ts';

/** The service in a process of its own, callers who ask it all kinds of things, and an AWS that does not always answer. */
export interface BusyService {
  /** Host and port of /metrics. */
  readonly target: string;
  metrics(): Promise<string>;
  /** The text of an answer; the token is ada's unless given. */
  ask(tool: string, args?: object, token?: string): Promise<string>;
  /** Asks some of everything, and resolves when all is answered. */
  round(): Promise<void>;
  close(): Promise<void>;
}

/** Names that a file of tokens takes, and that would break a text format or the bounds of a label's values. */
export const CALLERS = ['ada', 'Eve._@+-x', 'grace-9f86d081884c7d65'] as const;
export const tokenOf = (caller: string) => Buffer.from(`token of ${caller}, long enough`).toString('hex');

const CONFIG = {
  accounts: ACCOUNTS,
  budgets: {
    principalPerHour: { metricsRequested: 6 },
    concurrency: { perPrincipal: 4, queuePerPrincipal: 4 },
  },
};

/** What goes wrong all along. */
const FAULTS: Readonly<Record<string, Fault>> = {
  DescribeAlarms: { kind: 'throttle', share: 0.5 },
  DescribeAlarmHistory: { kind: 'throttle' },
  ListMetrics: { kind: 'accessDenied' },
  ListDashboards: { kind: 'expiredToken' },
  DescribeQueryDefinitions: { delayMs: 60_000 },
  GetLogGroupFields: { delayMs: 1_500 },
  ListLogAnomalyDetectors: { kind: 'serverError' },
};

/** @param prometheusUrl the server that PromQL goes to */
export async function startBusyService(prometheusUrl: string): Promise<BusyService> {
  const sandbox = await startSandbox({ roles: ROLES, faults: FAULTS });
  const folder = await mkdtemp(join(tmpdir(), 'busy-service-'));
  const [config, tokens] = [join(folder, 'config.yaml'), join(folder, 'tokens')];
  await writeFile(config, stringify(CONFIG));
  await writeFile(tokens, CALLERS.map((name) => `${name}: ${tokenOf(name)}\n`).join(''));
  const service = await startServiceProcess({
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_CONFIG: config,
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens,
    CLOUDWATCH_MCP_TOOLSETS: 'all',
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '5',
    CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheusUrl}`,
  });

  async function ask(tool: string, args: object = {}, token = tokenOf('ada')): Promise<string> {
    const answer = await fetch(service.url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: args } }),
    });
    return answer.text();
  }

  let asked = 0;
  async function round(): Promise<void> {
    asked += 1;
    const here = { account: 'central', region: 'us-east-1' };
    const flood = Array.from({ length: 12 }, () =>
      ask('get_log_group_fields', { group: '/shop/checkout', time: `-${asked}h`, ...here }, tokenOf(CALLERS[2])),
    );
    await Promise.all([
      ...flood,
      ask('describe_alarms', { name_prefix: `checkout-${asked}`, ...here }),
      ask('describe_alarms', { name_prefix: `checkout-${asked}`, account: 'staging' }),
      ask('get_alarm_history', { name: `checkout-${asked}`, ...here }, tokenOf(CALLERS[1])),
      ask('get_alarm_history', { name: `orders-${asked}`, ...here }, tokenOf(CALLERS[1])),
      ask('list_saved_queries', here, tokenOf(CALLERS[1])),
      alone(service.url, { authorization: `Bearer ${tokenOf('ada')}`, host: 'elsewhere.example.com' }),
      alone(service.url, {}),
    ]);
    await Promise.all([
      ask('list_metrics', { namespace: 'AWS/RDS' }),
      ask('list_dashboards', {}),
      ask('list_log_anomalies', {}),
      ask('describe_log_groups', { name_contains: 'checkout' }),
    ]);
    await Promise.all([
      ask('describe_log_groups', { name_contains: 'checkout' }),
      ask('search_log_events', { groups: ['/shop/checkout'], start: '-1h' }),
      ask('run_logs_insights_query', { query: `stats count(*) by @log | limit ${asked}`, groups: ['/shop/checkout'] }),
      ask('query_prometheus', { query: `up + ${asked}`, source: 'prometheus:main' }),
    ]);
    await Promise.all([
      ask('get_metric_data', {
        queries: [
          { namespace: 'AWS/RDS', metric_name: 'DatabaseConnections', dimensions: ['DBInstanceIdentifier=orders-db'] },
        ],
        start: `-${asked}h`,
      }),
      ask('no_such_tool', {}),
      ask('run_aws_cli', { command: 'aws logs describe-log-groups --max-items 3' }),
      ask('get_alarm_history', { name: 7 }),
    ]);
  }

  return {
    target: new URL(service.adminUrl).host,
    metrics: async () => (await fetch(`${service.adminUrl}/metrics`)).text(),
    ask,
    round,
    async close() {
      service.child.kill('SIGKILL');
      await service.ended;
      await sandbox.close();
    },
  };
}

/** A request with headers as they are given, which fetch would not send. */
async function alone(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const sent = request(url, { method: 'POST', headers });
  sent.end('{}');
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  await answer.resume().toArray();
}
