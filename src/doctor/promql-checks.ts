import { listWorkspaces } from '../aws/amp.ts';
import type { Aws } from '../aws/aws.ts';
import { tryOut } from '../aws/permission-probes.ts';
import { ToolError } from '../errors.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import { ampSource, cloudwatchSource, serverSource, type Source } from '../prometheus/sources.ts';
import { fail, pass, type Check } from './check.ts';
import type { Tried } from './permission-checks.ts';

/** A name that no series has: the source evaluates it and reads no sample. */
const NOTHING = '{__name__="cloudwatch_mcp_probe"}';

type Probe = (prometheus: Prometheus, source: Source, signal: AbortSignal) => Promise<unknown>;

/** The IAM actions that need a workspace to be tried on. */
const WORKSPACE_PROBES: Readonly<Record<string, Probe>> = {
  'aps:GetLabels': (prometheus, source, signal) => prometheus.labelNames(source, { match: NOTHING }, signal),
  'aps:GetMetricMetadata': (prometheus, source, signal) => prometheus.metadata(source, signal),
  'aps:GetSeries': (prometheus, source, signal) => prometheus.series(source, { match: NOTHING }, signal),
  'aps:ListRules': (prometheus, source, signal) => prometheus.rules(source, signal),
  'aps:QueryMetrics': query,
};

/** The sources that can be asked: the active workspaces and CloudWatch of each region, and the configured servers. */
export async function findSources(
  services: { aws: Aws; prometheus: Prometheus },
  regions: readonly string[],
  signal: AbortSignal,
): Promise<Source[]> {
  const workspaces = await Promise.all(regions.map((region) => activeWorkspaces(services.aws, region, signal)));
  const servers = services.prometheus.servers.map(({ name }) => serverSource(name));
  return [...workspaces.flat(), ...regions.map(cloudwatchSource), ...servers];
}

/** Where AMP may not be listed there is nothing to ask: the permission's own check says so. */
async function activeWorkspaces(aws: Aws, region: string, signal: AbortSignal): Promise<Source[]> {
  try {
    const workspaces = await listWorkspaces(aws, region, signal);
    return workspaces.filter(({ status }) => status === 'ACTIVE').map(({ id }) => ampSource(region, id));
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}

/** Whether a source evaluates PromQL. Rejects only by the signal. */
export async function checkSource(prometheus: Prometheus, source: Source, signal: AbortSignal): Promise<Check> {
  const name = `PromQL ${source.id}`;
  try {
    await query(prometheus, source, signal);
    return pass(name, 'evaluates a query');
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return fail(name, error.message, REMEDIES[source.kind]);
  }
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
      permission: await tryOut(probe(prometheus, source, signal)),
    })),
  );
}

function query(prometheus: Prometheus, source: Source, signal: AbortSignal): Promise<unknown> {
  return prometheus.query(source, { query: NOTHING, time: Date.now() }, signal);
}
