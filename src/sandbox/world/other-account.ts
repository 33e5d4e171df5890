/** Any account but the shop's: one small service, named after the account, the same in every region that has anything. */
import { dimensions } from './alarms-metric.ts';
import { makeLogGroup } from './log-group.ts';
import { json } from './log-lines.ts';
import { podStreams } from './log-streams.ts';
import { metricFamily } from './metric-family.ts';
import { DAY, demand, makeScene } from './scene.ts';
import type { Alarm, World } from './types.ts';

const REGIONS: readonly string[] = ['us-east-1', 'eu-west-1'];

/** `svc222` in account 222222222222. */
export function serviceOf(account: string): string {
  return `svc${account.slice(0, 3)}`;
}

/**
 * What account `account` has in `region`. One alarm fires, since every request of the worker fails; the API is well.
 * @param madeAt epoch milliseconds
 */
export function makeOtherAccount(account: string, region: string, madeAt: number): World {
  const scene = makeScene(madeAt);
  const empty = { account, region, madeAt, incidentStart: scene.incidentStart, promSeries: [], muteRules: [] };
  if (!REGIONS.includes(region)) return { ...empty, logGroups: [], metrics: [], alarms: [], workspaces: [] };
  const service = serviceOf(account);
  const metrics = metricFamily(scene, `Team/${service}`, { Service: service });
  return {
    ...empty,
    logGroups: [
      makeLogGroup(scene, {
        name: `/${service}/api`,
        streams: podStreams(scene, service, { pods: 1 }),
        sources: [
          {
            rate: (time) => 20 * demand(time),
            lines: (at) => json(at, 'info', service, 'request served', { account }),
          },
        ],
        retentionInDays: 7,
      }),
      makeLogGroup(scene, {
        name: `/${service}/worker`,
        streams: podStreams(scene, service, { pods: 1 }),
        sources: [{ rate: () => 2, lines: (at) => json(at, 'error', service, 'job failed', { account }) }],
      }),
    ],
    metrics: [
      metrics.tally('Requests', 'Count', (time) => 40 * demand(time)),
      metrics.tally('JobErrors', 'Count', () => 2),
    ],
    alarms: alarmsOf(service, madeAt),
    workspaces: [{ workspaceId: `ws-${account}`, alias: service, status: 'ACTIVE', createdAt: madeAt - 30 * DAY }],
  };
}

function alarmsOf(service: string, madeAt: number): Alarm[] {
  const usual = {
    Namespace: `Team/${service}`,
    Dimensions: dimensions({ Service: service }),
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  };
  return [
    { name: `${service}-job-errors`, MetricName: 'JobErrors', Threshold: 0 },
    { name: `${service}-requests`, MetricName: 'Requests', Threshold: 1_000_000 },
  ].map(({ name, ...own }) => ({
    kind: 'metric',
    name,
    createdAt: madeAt - 20 * DAY,
    configuration: { ...usual, ...own },
  }));
}
