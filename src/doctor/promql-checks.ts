import { listWorkspaces } from '../aws/amp.ts';
import type { Aws } from '../aws/aws.ts';
import { tryOut } from '../aws/permission-probes.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import { ampSource, cloudwatchSource, serverSource, type Source } from '../prometheus/sources.ts';
import { fail, pass, type Check } from './check.ts';
import { answerOf } from './patience.ts';
import type { Tried } from './permission-checks.ts';

/** A name that no series has: the source evaluates it and reads no sample. */
const NOTHING = '{__name__="cloudwatch_mcp_probe"}';

type Probe = (prometheus: Prometheus, source: Source, signal: AbortSignal, now: number) => Promise<unknown>;

/** The IAM actions that need a workspace to be tried on. */
const WORKSPACE_PROBES: Readonly<Record<string, Probe>> = {
  'aps:GetLabels': (prometheus, source, signal) => prometheus.labelNames(source, { match: NOTHING }, signal),
  'aps:GetMetricMetadata': (prometheus, source, signal) => prometheus.metadata(source, signal),
  'aps:GetSeries': (prometheus, source, signal) => prometheus.series(source, { match: NOTHING }, signal),
  'aps:ListRules': (prometheus, source, signal) => prometheus.rules(source, signal),
  'aps:QueryMetrics': query,
};

/** The sources that can be asked. */
export interface Sources {
  /** The active workspaces and CloudWatch of each region, and the configured servers. */
  readonly found: readonly Source[];
  /** Regions whose workspaces could not be listed: the check of `aps:ListWorkspaces` says why. */
  readonly unlisted: readonly string[];
}

/** Finds the sources of some regions. Rejects only by the signal. */
export async function findSources(
  services: { aws: Aws; prometheus: Prometheus },
  regions: readonly string[],
  signal: AbortSignal,
): Promise<Sources> {
  const lists = await Promise.all(
    regions.map(async (region) => ({
      region,
      list: await answerOf(signal, (own) => listWorkspaces(services.aws, region, own)),
    })),
  );
  const workspaces = lists.flatMap(({ list }) => ('failure' in list ? [] : list.answer));
  const active = workspaces.filter(({ status }) => status === 'ACTIVE');
  const servers = services.prometheus.servers.map(({ name }) => serverSource(name));
  return {
    found: [...active.map(({ region, id }) => ampSource(region, id)), ...regions.map(cloudwatchSource), ...servers],
    unlisted: lists.flatMap(({ region, list }) => ('failure' in list ? [region] : [])),
  };
}

/** Whether a source evaluates PromQL. Rejects only by the signal. */
export async function checkSource(
  prometheus: Prometheus,
  source: Source,
  now: number,
  signal: AbortSignal,
): Promise<Check> {
  const name = `PromQL ${source.id}`;
  const evaluated = await answerOf(signal, (own) => query(prometheus, source, own, now));
  if (!('failure' in evaluated)) return pass(name, 'evaluates a query');
  const server = prometheus.servers.find((one) => source.kind === 'prometheus' && one.name === source.name);
  const found = server === undefined ? evaluated.failure : `${server.base}: ${evaluated.failure}`;
  return fail(name, found, REMEDIES[source.kind]);
}

const REMEDIES: Readonly<Record<Source['kind'], string>> = {
  amp: "Check the role's policy, the workspace, and that the network reaches aps-workspaces of that region.",
  cloudwatch: "Check the role's policy, and that the network reaches monitoring of that region.",
  prometheus:
    'Check CLOUDWATCH_MCP_PROMETHEUS_URLS, the server, and that the network policy lets the service reach it.',
};

/** Tries the actions on workspaces that only a workspace can tell about. */
export async function tryOnWorkspaces(
  prometheus: Prometheus,
  sources: readonly Source[],
  actions: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<Tried[]> {
  const workspaces = sources.filter(({ kind }) => kind === 'amp');
  const tries = actions.flatMap((action) => {
    const probe = WORKSPACE_PROBES[action];
    return probe === undefined ? [] : workspaces.map((source) => ({ action, source, probe }));
  });
  return Promise.all(
    tries.map(async ({ action, source, probe }) => ({
      action,
      where: source.id,
      permission: await tryOut(probe(prometheus, source, signal, now)),
    })),
  );
}

function query(prometheus: Prometheus, source: Source, signal: AbortSignal, now: number): Promise<unknown> {
  return prometheus.query(source, { query: NOTHING, time: now }, signal);
}
