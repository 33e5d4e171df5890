import { CloudWatchLogsClient, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import pLimit from 'p-limit';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { startTestService, TEST_NOW, type TestService } from '../support/harness.ts';
import type { Column } from './columns.ts';
import { startFaultyPrometheus, type FaultyPrometheus } from './prometheus.ts';
import { QUESTIONS, type Question } from './questions.ts';

/** A question without any fault: its answer, and the upstream operations it took, `logs FilterLogEvents`. */
export interface Baseline {
  readonly question: Question;
  readonly text: string;
  /** The rows, as JSON. */
  readonly items: string;
  readonly operations: readonly string[];
}

/** What a call under a fault came to. */
export interface Asked {
  /** `ok`, an error's code, or `internal`, as the service counts it. */
  readonly outcome: string;
  readonly text: string;
  readonly isError: boolean;
  /** The rows, as JSON. */
  readonly items: string;
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** Whether another caller's question, put while the fault struck, was answered first; undefined where nothing was slow. */
  readonly otherFirst: boolean | undefined;
  /** How often the operation was asked. */
  readonly attempts: number;
  /** Whether a token of an empty page was followed. */
  readonly followed: boolean;
}

/** Whatever is a path is asked of the Prometheus that the configuration names. */
export const isPath = (operation: string) => operation.startsWith('/');

/** Seconds: for faults that only the deadline ends, and for all others. */
const SHORT_TIMEOUT = 5;
const LONG_TIMEOUT = 60;

const worlds = new Map<string, World>();
function sharedWorld(region: string, madeAt: number): World {
  const world = worlds.get(region) ?? makeWorld(region, madeAt);
  worlds.set(region, world);
  return world;
}

interface Backends {
  readonly service: TestService;
  readonly prometheus: FaultyPrometheus;
}

/** Starting is work, waiting is not: one after the other, so that calls under way are not held up by a crowd. */
const oneStart = pLimit(1);

/** A service of its own for every question, so that none finds what another one left in a cache. */
async function withService<T>(timeoutSeconds: number, use: (backends: Backends) => Promise<T>): Promise<T> {
  const { service, prometheus } = await oneStart(() => startBackends(timeoutSeconds));
  try {
    return await use({ service, prometheus });
  } finally {
    await service.close();
    await prometheus.close();
  }
}

async function startBackends(timeoutSeconds: number): Promise<Backends> {
  const prometheus = await startFaultyPrometheus();
  const service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    env: {
      CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url}`,
      CLOUDWATCH_MCP_TOOL_TIMEOUT: String(timeoutSeconds),
    },
    sandbox: { prometheusUrl: prometheus.url, makeWorld: sharedWorld },
  });
  return { service, prometheus };
}

function seenOperations({ service, prometheus }: Backends): string[] {
  const aws = service.sandbox.requests.map((request) => `${request.service} ${request.operation}`);
  // What the sandbox hands on is counted as AWS's.
  const paths = aws.some((operation) =>
    /(aps|monitoring) (QueryMetrics|Get(Series|Labels|MetricMetadata)|ListRules)/.test(operation),
  )
    ? []
    : prometheus.paths;
  return [...new Set([...aws, ...paths])].toSorted();
}

/** The arguments of a question; one about a query is about one that is still running, started past the service. */
async function argsOf({ args, ofQuery }: Question, { sandbox }: TestService): Promise<Question['args']> {
  if (ofQuery !== true) return args;
  const client = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: sandbox.url,
    credentials: sandboxCredentials,
  });
  const end = Math.floor(TEST_NOW / 1000);
  const queryString = 'stats count(*) by level';
  const asked = { logGroupName: '/shop/checkout', startTime: end - 600, endTime: end, queryString };
  const { queryId } = await client.send(new StartQueryCommand(asked));
  client.destroy();
  sandbox.clear();
  return { ...args, id: `us-east-1~${queryId}` };
}

export function askBaseline(question: Question): Promise<Baseline> {
  return withService(LONG_TIMEOUT, async (backends) => {
    const args = await argsOf(question, backends.service);
    const { text, structured, isError } = await backends.service.call(question.tool, args);
    if (isError) throw new Error(`${question.tool} fails without a fault: ${text}`);
    return {
      question,
      text: plain(text),
      items: plain(JSON.stringify(structured['items'])),
      operations: seenOperations(backends),
    };
  });
}

/** Asks while `operation` fails; under a slow fault another caller asks something else meanwhile. */
export function askUnder(column: Column, operation: string, question: Question, other: Question): Promise<Asked> {
  const timeout = column.slow ? SHORT_TIMEOUT : LONG_TIMEOUT;
  return withService(timeout, async ({ service, prometheus }) => {
    const name = operation.split(' ').at(-1) ?? '';
    const args = await argsOf(question, service);
    if (isPath(operation)) prometheus.setFault(name, column.fault);
    // A clock is wrong for all or for none.
    else service.sandbox.setFault(column.fault.kind === 'clockSkew' ? '*' : name, column.fault);
    const began = performance.now();
    const ended = { at: 0 };
    const call = service.call(question.tool, args).finally(() => (ended.at = performance.now()));
    let otherFirst: boolean | undefined;
    if (column.slow) {
      if (!isPath(operation)) await Promise.race([service.sandbox.waitForCall(name, timeout * 1000), call]);
      await askAsAnother(service, other);
      // Who did not wait for the fault kept nobody else waiting either.
      otherFirst = ended.at === 0 || ended.at - began < (timeout * 1000) / 4;
    }
    const { text, isError, structured } = await call;
    return {
      outcome: await outcomeOf(service, question.tool),
      text: plain(text),
      isError,
      items: plain(JSON.stringify(structured['items'] ?? [])),
      durationMs: ended.at - began,
      timeoutMs: timeout * 1000,
      otherFirst,
      attempts: isPath(operation)
        ? prometheus.paths.filter((path) => path === name).length
        : (service.sandbox.calls()[name] ?? 0),
      followed: service.sandbox.requests.some(({ input }) => JSON.stringify(input).includes('"empty-')),
    };
  });
}

/** The first question of another tool that does not need what `operation` gives. */
export function anotherQuestion(tool: string, operation: string, baselines: readonly Baseline[]): Question {
  const found = baselines.find(
    (baseline) => baseline.question.tool !== tool && !baseline.operations.includes(operation),
  );
  return (found ?? { question: QUESTIONS[0] as Question }).question;
}

async function askAsAnother(service: TestService, { tool, args }: Question): Promise<void> {
  const client = new Client({ name: 'another', version: '0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(service.url)));
  await client.callTool({ name: tool, arguments: args });
  await client.close();
}

async function outcomeOf(service: TestService, tool: string): Promise<string> {
  const metrics = await service.metrics();
  const counted = metrics.matchAll(/^cloudwatch_mcp_tool_calls_total\{tool="(\w+)",outcome="(\w+)"\} (\d+)$/gm);
  const outcomes = [...counted].filter(([, name, , count]) => name === tool && count !== '0');
  return outcomes.map(([, , outcome]) => outcome).join(' and ');
}

/** Without what differs from service to service: ports, and the deadline. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9090')
      .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
      .replace(/, \d+ pages read(?=,)/, '')
      // Said of a clock that is off, beside the whole answer.
      .replace(/^\| this server's clock \|.*\n/m, '')
      // Stopped by a call whose answer was lost, or by this one.
      .replace('The query ID in us-east-1 had ended before, having', 'Stopped the query ID in us-east-1, which had')
      .replace(/\d+ s (?=\(CLOUDWATCH_MCP_TOOL_TIMEOUT)/, '')
  );
}
