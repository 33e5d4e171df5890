import pino from 'pino';
import { ANYONE } from '../../src/principal.ts';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createPrometheus } from '../../src/prometheus/prometheus.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { createService } from '../../src/service.ts';
import type { AnyTool } from '../../src/tools/define.ts';
import { TEST_NOW } from './harness.ts';
import { withManners, type Places, type UpstreamManners } from './upstream-manners.ts';

type Lists = Pick<World, 'logGroups' | 'metrics' | 'alarms' | 'workspaces'>;

/** The time left of a call: more than any takes; less than half of that, where patience ends; until a search is stopped. */
const AMPLE_MS = 60_000;
const SCARCE_MS = 20_000;
const SEARCH_MS = 200;

/** How one call is answered. */
export interface CallManners extends UpstreamManners {
  /** Estimated tokens of the answer. */
  readonly budgetTokens: number;
  /** Reads after which the time for lists is over, and searches are answered no more. */
  readonly patience: number;
}

export interface PagedService {
  /** What the sandbox has from now on, by region. */
  readonly lists: Map<string, Partial<Lists>>;
  ask(name: string, args: Readonly<Record<string, unknown>>, manners: CallManners): Promise<Answer>;
  close(): Promise<void>;
}

/** The service's own pipeline before a sandbox whose lists change between calls and whose paging is any. */
export async function startPagedService(regions: readonly string[], prometheusUrl?: URL): Promise<PagedService> {
  const clock = () => TEST_NOW;
  const servers = prometheusUrl === undefined ? [] : [{ name: 'canned', url: prometheusUrl }];
  const lists = new Map<string, Partial<Lists>>();
  const sandbox = await startSandbox({ clock, makeWorld: (region, madeAt) => changingWorld(region, madeAt, lists) });
  const config = loadConfig([], {
    CLOUDWATCH_MCP_REGIONS: regions.join(','),
    CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000',
  });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(config, pino({ level: 'silent' }), { aws, clock });
  const places: Places = new Map();
  const { signal } = new AbortController();
  return {
    lists,
    ask(name, args, manners) {
      let reads = 0;
      const stopped = name === 'search_log_events' && manners.patience < Infinity;
      const timeLeft = () => (stopped ? SEARCH_MS : reads <= manners.patience ? AMPLE_MS : SCARCE_MS);
      const tools = new Map([...service.mcp.tools].map(([key, tool]) => [key, withTime(tool, timeLeft)]));
      const { budgetTokens } = manners;
      const counted = withManners(service.aws, manners, places, async (operation, { signal: stop }) => {
        reads += 1;
        if (operation !== 'FilterLogEvents' || reads <= manners.patience) return;
        await new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason)));
      });
      const prometheus = createPrometheus({ aws: counted, servers });
      const reaches = service.mcp.reaches(ANYONE).map((reach) => ({ ...reach, aws: counted, prometheus }));
      return callTool(
        { name, args, signal, principal: ANYONE, progress: () => undefined },
        { ...service.mcp, reaches: () => reaches, tools, budgetTokens },
      );
    },
    async close() {
      service.close();
      await sandbox.close();
    },
  };
}

function withTime(tool: AnyTool, timeLeft: () => number): AnyTool {
  return {
    ...tool,
    run: (input: unknown, context: never) => tool.run(input, { ...(context as object), timeLeft } as never),
  };
}

function changingWorld(region: string, madeAt: number, lists: ReadonlyMap<string, Partial<Lists>>): World {
  const now = () => lists.get(region) ?? {};
  return {
    account: '123456789012',
    region,
    madeAt,
    incidentStart: madeAt,
    muteRules: [],
    promSeries: [],
    get logGroups() {
      return now().logGroups ?? [];
    },
    get metrics() {
      return now().metrics ?? [];
    },
    get alarms() {
      return now().alarms ?? [];
    },
    get workspaces() {
      return now().workspaces ?? [];
    },
  };
}
