/** eu-west-1: the shop's edge, a small cache in front of us-east-1 that is well throughout the incident. */
import { dimensions } from './alarms-metric.ts';
import { makeLogGroup } from './log-group.ts';
import { accessLine, json } from './log-lines.ts';
import { lambdaStreams, podStreams } from './log-streams.ts';
import { metricFamily } from './metric-family.ts';
import { ACCOUNT, DAY, demand } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Alarm, World } from './types.ts';

type Edge = Pick<World, 'logGroups' | 'metrics' | 'alarms' | 'workspaces'>;

export function edgeWorld(scene: Scene): Edge {
  const cache = metricFamily(scene, 'Shop/Edge', { Pop: 'dub' });
  const lambda = metricFamily(scene, 'AWS/Lambda', { FunctionName: 'edge-purge' });
  return {
    logGroups: [
      makeLogGroup(scene, {
        name: '/aws/lambda/edge-purge',
        streams: lambdaStreams(scene, 'edge-purge', 1),
        sources: [{ rate: () => 12, lines: (at) => `INFO\tpurged ${Math.ceil(40 * at.random(1))} keys\n` }],
      }),
      makeLogGroup(scene, {
        name: '/edge/access',
        streams: podStreams(scene, 'edge', { pods: 2 }),
        sources: [{ rate: (time) => 500 * demand(time), lines: accessLine }],
        retentionInDays: 3,
      }),
      makeLogGroup(scene, {
        name: '/edge/cache',
        streams: podStreams(scene, 'edge', { pods: 2 }),
        sources: [
          {
            rate: (time) => 80 * demand(time),
            lines: (at) =>
              json(at, 'info', 'edge', at.random(1) > 0.2 ? 'cache hit' : 'cache miss', { key: at.hex(2, 12) }),
          },
        ],
        retentionInDays: 14,
      }),
    ],
    metrics: [
      cache.tally('Requests', 'Count', (time) => 820 * demand(time)),
      cache.gauge('HitRatio', 'Percent', (time) => 88 + 6 * demand(time), 0.01),
      cache.spread('OriginLatency', 'Milliseconds', {
        each: (time) => 90 * demand(time),
        typical: () => 96,
        sigma: 0.3,
      }),
      lambda.tally(
        'Invocations',
        'Count',
        () => 0.2,
        () => 1,
      ),
      lambda.tally(
        'Errors',
        'Count',
        () => 0,
        () => 1,
      ),
    ],
    alarms: edgeAlarms(scene),
    workspaces: [
      {
        workspaceId: 'ws-7a20f6d3-4c95-4e18-8b6f-d3e1c05972ab',
        alias: 'edge',
        status: 'ACTIVE',
        createdAt: scene.madeAt - 60 * DAY,
      },
    ],
  };
}

function edgeAlarms({ madeAt }: Scene): Alarm[] {
  const usual = {
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    TreatMissingData: 'missing',
    AlarmActions: [`arn:aws:sns:eu-west-1:${ACCOUNT}:edge-chat`],
  };
  const pop = dimensions({ Pop: 'dub' });
  const lambda = dimensions({ FunctionName: 'edge-purge' });
  const below = 'LessThanThreshold';
  const above = 'GreaterThanThreshold';
  return [
    {
      name: 'edge-hit-ratio',
      Namespace: 'Shop/Edge',
      MetricName: 'HitRatio',
      Dimensions: pop,
      Threshold: 70,
      ComparisonOperator: below,
    },
    {
      name: 'edge-origin-latency',
      Namespace: 'Shop/Edge',
      MetricName: 'OriginLatency',
      Dimensions: pop,
      Threshold: 400,
      ComparisonOperator: above,
    },
    {
      name: 'edge-purge-errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: lambda,
      Threshold: 0,
      ComparisonOperator: above,
    },
  ].map(({ name, ...own }) => ({
    kind: 'metric',
    name,
    createdAt: madeAt - 50 * DAY,
    configuration: { ...usual, ...own },
  }));
}
