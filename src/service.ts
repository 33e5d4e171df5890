import pino, { type Logger } from 'pino';
import { Registry } from 'prom-client';
import { ALLOW_ALL } from './access.ts';
import { GB } from './analysis/scan-estimate.ts';
import type { Aws } from './aws/aws.ts';
import { openAws } from './aws/gateway.ts';
import type { AwsOverride } from './aws/options.ts';
import { resolveLimits } from './budget/limits.ts';
import { watchHeap } from './budget/heap-room.ts';
import { createLoad, type Load } from './budget/load.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { ConfigError, isAwsStandIn, nodeOptions, type Config } from './config.ts';
import { lackingScopes } from './http/auth/scopes.ts';
import { outliveFullDisk } from './log-output.ts';
import { instructions } from './mcp/instructions.ts';
import { LEGACY_VERSIONS, MODERN_VERSION } from './mcp/protocol-versions.ts';
import { publishTool } from './mcp/publish.ts';
import { publishedTo } from './mcp/published.ts';
import { createPrivacy } from './mcp/privacy.ts';
import { createRecorder } from './mcp/record.ts';
import type { McpServices } from './mcp/answer.ts';
import { accessOf } from './policy/access-of.ts';
import { createPrometheus, type Prometheus } from './prometheus/prometheus.ts';
import { safeError } from './redaction/safe-error.ts';
import type { Principal } from './principal.ts';
import { createReaches } from './reaches.ts';
import type { Tracing } from './telemetry/tracing.ts';
import { alsoOnTrail } from './telemetry/trail.ts';
import type { Reach } from './tools/define.ts';
import { createMetrics, NO_METRICS } from './telemetry/metrics.ts';
import { TOOLS } from './tools/index.ts';
import { NAME, VERSION } from './version.ts';

/** Everything behind the protocol, wired. */
export interface Service {
  readonly mcp: McpServices;
  readonly registry: Registry;
  /** By the server's own credentials. */
  readonly aws: Aws;
  readonly prometheus: Prometheus;
  /** The accounts, whatever the policy allows whom: for the operator. */
  readonly everyAccount: () => readonly Reach[];
  close(): void;
}

const OPERATOR: Principal = { name: `${NAME}-doctor`, groups: [], scopes: undefined };

/** Answers are fitted by an estimate that may be 10 % low (format/tokens.ts), and the limit is a hard one. */
const ESTIMATE_MARGIN = 0.9;

/** pino's names of the levels that the environment speaks of. */
const PINO_LEVELS = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' } as const;

/** Lines leave together, within a quarter of a second: a write for each would cost a tenth of a call. What is left at the end is written then. */
const LOG_BUFFER = { sync: false, minLength: 12_288, periodicFlush: 250 } as const;
/** What is kept of the log where nothing takes it. */
const LOG_KEPT_BYTES = 4 * 1024 * 1024;
const OUTPUT_NAMES = { 1: 'standard output', 2: 'standard error' } as const;

/**
 * JSON lines to standard output, buffered: whoever logs there ends in order. Those to standard error are written one by
 * one, since an MCP client may end its stdio server by a signal.
 */
export function createLogger(config: Config, destination: 1 | 2): Logger {
  const stream = pino.destination({
    fd: destination,
    maxLength: LOG_KEPT_BYTES,
    // Of one byte: a stream that holds back nothing says at once that all is written.
    ...(destination === 1 ? LOG_BUFFER : { minLength: 1 }),
  });
  const log = pino(
    {
      level: PINO_LEVELS[config.logLevel],
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Messages of errors quote what was asked and read.
      serializers: { err: (error: unknown) => (error instanceof Error ? safeError(error) : error) },
    },
    stream,
  );
  endWithProcess(stream);
  const name = OUTPUT_NAMES[destination];
  outliveFullDisk(stream, name, (lost, seconds) => log.warn({ lost, seconds }, `${name} takes lines again`));
  return log;
}

/**
 * Writes what is left when the process exits. pino's own way, `flushSync`, tries for ever where nobody reads any more, and
 * lets no signal through.
 */
function endWithProcess(stream: ReturnType<typeof pino.destination>): void {
  stream.flushSync = () => undefined;
  const end = (): void => {
    stream.once('error', () => undefined);
    // By the end only a stream that writes at once still gets something out; it gives up at an error.
    Object.assign(stream, { sync: true });
    stream.end();
  };
  process.once('exit', end);
  stream.once('close', () => process.off('exit', end));
}

/**
 * Wires the service for a configuration. Opens no port and sends nothing.
 * @param options.isMeasured whether somebody could read its metrics
 * @param options.outOfMemory ends a process that will not have memory again; one that is over soon goes on without
 * @throws ConfigError for the name of a tool that does not exist
 */
export function createService(
  config: Config,
  log: Logger,
  {
    isMeasured = true,
    ...options
  }: {
    clock?: () => number;
    aws?: AwsOverride | undefined;
    isMeasured?: boolean | undefined;
    outOfMemory?: (() => void) | undefined;
    tracing?: Tracing | undefined;
  } = {},
): Service {
  const unknown = config.disabledTools.filter((name) => !TOOLS.some((tool) => tool.name === name));
  if (unknown.length > 0) {
    throw new ConfigError(
      `CLOUDWATCH_MCP_DISABLED_TOOLS (--disabled-tools) is ${JSON.stringify(config.disabledTools.join(','))}: there is no tool ${unknown.join(', ')}. Allowed are ${TOOLS.map((tool) => tool.name).join(', ')}.`,
    );
  }
  const tools = TOOLS.filter(
    (tool) => config.toolsets.includes(tool.toolset) && !config.disabledTools.includes(tool.name),
  );
  const registry = new Registry();
  const limits = resolveLimits(config.budgets, {
    logsSearchRate: config.logsSearchRate,
    isAws: options.aws === undefined && !isAwsStandIn(),
  });
  const clock = options.clock ?? Date.now;
  const metrics = isMeasured
    ? createMetrics(registry, {
        version: VERSION,
        tools: tools.map(({ name }) => name),
        state: () => load.state(),
      })
    : NO_METRICS;
  const heap = watchHeap(log, {
    nodeOptions: nodeOptions(),
    longestCallMs: config.toolTimeout * 1000,
    end: options.outOfMemory,
  });
  const load: Load = createLoad(limits, clock, metrics.load, heap);
  const observer = alsoOnTrail(metrics.upstream);
  const aws = openAws({
    region: config.awsRegion,
    profile: config.awsProfile,
    userAgent: `${NAME}/${VERSION}`,
    pace: limits.pace,
    override: options.aws,
    observer,
  });
  const servers = config.prometheusUrls;
  const prometheus = createPrometheus({ aws: aws.own, servers, observer });
  const reaches = createReaches({
    accounts: config.accounts,
    regions: config.regions,
    servers,
    aws,
    prometheus,
    accessOf: accessOf(config.policy),
    observer,
  });
  const published = publishedTo({ tools, reaches, publish: publishTool, instruct: instructions });
  const mcp: McpServices = {
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    published: (principal) => published(principal).tools,
    instructions: (principal) => published(principal).instructions,
    hasScopeOf: (principal, toolset) =>
      config.oidc === undefined || lackingScopes(principal, [toolset], config.oidc).length === 0,
    reaches,
    catalog: loadCatalog,
    clock,
    budgetTokens: Math.floor(config.maxResultTokens * ESTIMATE_MARGIN),
    maxScanBytes: config.maxScanGb * GB,
    timeoutMs: config.toolTimeout * 1000,
    privacy: createPrivacy(config.redaction),
    recorder: createRecorder(log, metrics.call),
    load,
    tracing: options.tracing,
    server: {
      name: NAME,
      version: VERSION,
      protocolVersions: [MODERN_VERSION, ...LEGACY_VERSIONS],
      toolsets: config.toolsets,
      tools: tools.map(({ name, toolset, actions }) => ({ name, toolset, actions })),
      limits: {
        'deadline of a call': `${config.toolTimeout} s (CLOUDWATCH_MCP_TOOL_TIMEOUT)`,
        'tokens of a result': `${config.maxResultTokens} (CLOUDWATCH_MCP_MAX_RESULT_TOKENS)`,
        'scan of a Logs Insights query': `${config.maxScanGb} GB (CLOUDWATCH_MCP_MAX_SCAN_GB)`,
      },
    },
  };
  const close = () => {
    heap.close();
    aws.close();
  };
  const everyAccount = () => reaches(OPERATOR, () => ALLOW_ALL);
  return { mcp, registry, aws: aws.own, prometheus, everyAccount, close };
}
