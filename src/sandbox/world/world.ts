/** Puts a region's world together. */
import { METRIC_ALARMS } from './alarms-metric.ts';
import type { Configuration } from './alarms-metric.ts';
import { COMPOSITE_ALARMS, LOG_ALARMS, autoscalingAlarms, muteRules } from './alarms-other.ts';
import { shopAnomalies } from './anomalies.ts';
import { shopDashboards } from './dashboards.ts';
import { shopLogGroups } from './log-groups.ts';
import { bedrockMetrics } from './bedrock-metrics.ts';
import { invocationLog } from './bedrock.ts';
import { edgeWorld } from './edge.ts';
import { backMetrics } from './metrics-back.ts';
import { frontMetrics } from './metrics-front.ts';
import { shopSeries } from './prometheus.ts';
import { savedQueries } from './saved-queries.ts';
import { ACCOUNT, DAY, makeScene } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Alarm, World } from './types.ts';

/**
 * What the account has in `region`: the shop in us-east-1, its edge in eu-west-1, nothing elsewhere. Depends on nothing but its arguments.
 * @param madeAt epoch milliseconds; the incident started 40 minutes before
 */
export function makeWorld(region: string, madeAt: number): World {
  const scene = makeScene(madeAt);
  const empty = {
    account: ACCOUNT,
    region,
    madeAt,
    incidentStart: scene.incidentStart,
    dashboards: shopDashboards(madeAt),
    savedQueries: savedQueries(region, madeAt),
  };
  const nothing = { logGroups: [], metrics: [], alarms: [], muteRules: [], workspaces: [], promSeries: [] };
  if (region === 'eu-west-1') return withBedrock({ ...empty, ...nothing, ...edgeWorld(scene) }, scene);
  if (region !== 'us-east-1') return { ...empty, ...nothing };
  const logGroups = shopLogGroups(scene);
  const shop: World = {
    ...empty,
    ...nothing,
    logGroups,
    anomalyDetectors: shopAnomalies(scene, logGroups),
    promSeries: shopSeries(scene),
    metrics: [...frontMetrics(scene), ...backMetrics(scene)],
    alarms: shopAlarms(scene),
    muteRules: muteRules(madeAt),
    workspaces: [
      {
        workspaceId: 'ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36',
        alias: 'shop',
        status: 'ACTIVE',
        createdAt: madeAt - 210 * DAY,
      },
      { workspaceId: 'ws-c81d40e2-7b96-4f35-a0d9-52c6b3e18f74', status: 'CREATING', createdAt: madeAt - DAY / 96 },
    ],
  };
  return withBedrock(shop, scene);
}

/** The same world with the calls of Bedrock's models in it. */
function withBedrock(world: World, scene: Scene): World {
  const log = invocationLog(scene, world.region);
  return {
    ...world,
    logGroups: [...world.logGroups, log].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    metrics: [...world.metrics, ...bedrockMetrics(log, world.region)],
  };
}

function shopAlarms(scene: Scene): Alarm[] {
  const made = (
    kind: Alarm['kind'],
    configurations: Readonly<Record<string, Configuration>>,
    daysAgo: number,
  ): Alarm[] =>
    Object.entries(configurations).map(([name, configuration], i) => ({
      kind,
      name,
      createdAt: scene.madeAt - (daysAgo - i) * DAY,
      configuration,
    }));
  return [
    ...made('metric', METRIC_ALARMS, 130),
    ...made('metric', autoscalingAlarms(), 90),
    ...made('composite', COMPOSITE_ALARMS, 75),
    // Log alarms are young: what a longer history of them costs is reading the log again.
    ...made('log', LOG_ALARMS, 3),
  ];
}
