import { GetOTelEnrichmentCommand } from '@aws-sdk/client-cloudwatch';
import { StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { isAbort, ToolError } from '../errors.ts';
import type { Aws, ReadOptions } from './aws.ts';
import * as amp from './commands/amp.ts';
import * as cloudwatch from './commands/cloudwatch.ts';
import * as logs from './commands/logs.ts';

export interface Permission {
  readonly status: 'allowed' | 'missing' | 'not tried' | 'unknown';
  /** What AWS said, where it did not allow the call. */
  readonly reason?: string | undefined;
}

/** A name that nothing has: AWS decides on the permission before it looks for the resource. */
const NOTHING = 'cloudwatch-mcp-permission-probe';
/** Policies change seldom, and a probe of GetMetricData is billed as one metric ($0.00001). */
const PROBE_TTL_MS = 5 * 60_000;

type Probe = (aws: Aws, region: string, options: ReadOptions) => Promise<unknown>;

/** A harmless call per IAM action. Actions that need a resource of their own to be tried on are not listed. */
const PROBES: Readonly<Record<string, Probe>> = {
  'aps:ListWorkspaces': (aws, region, o) => aws.amp(region, new amp.ListWorkspacesCommand({ maxResults: 1 }), o),
  'cloudwatch:DescribeAlarmContributors': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.DescribeAlarmContributorsCommand({ AlarmName: NOTHING }), o),
  'cloudwatch:DescribeAlarmHistory': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.DescribeAlarmHistoryCommand({ MaxRecords: 1 }), o),
  'cloudwatch:DescribeAlarms': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.DescribeAlarmsCommand({ MaxRecords: 1 }), o),
  'cloudwatch:GetAlarmMuteRule': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.GetAlarmMuteRuleCommand({ AlarmMuteRuleName: NOTHING }), o),
  'cloudwatch:GetDashboard': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.GetDashboardCommand({ DashboardName: NOTHING }), o),
  'cloudwatch:GetMetricData': (aws, region, o) =>
    aws.cloudwatch(
      region,
      new cloudwatch.GetMetricDataCommand({
        StartTime: new Date('2026-01-01T00:00:00Z'),
        EndTime: new Date('2026-01-01T01:00:00Z'),
        MetricDataQueries: [
          {
            Id: 'probe',
            MetricStat: { Metric: { Namespace: NOTHING, MetricName: NOTHING }, Period: 3600, Stat: 'Sum' },
          },
        ],
      }),
      o,
    ),
  'cloudwatch:GetOTelEnrichment': (aws, region, o) => aws.cloudwatch(region, new GetOTelEnrichmentCommand({}), o),
  'cloudwatch:ListAlarmMuteRules': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.ListAlarmMuteRulesCommand({ MaxRecords: 1 }), o),
  'cloudwatch:ListDashboards': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.ListDashboardsCommand({ DashboardNamePrefix: NOTHING }), o),
  'cloudwatch:ListMetrics': (aws, region, o) =>
    aws.cloudwatch(region, new cloudwatch.ListMetricsCommand({ Namespace: NOTHING }), o),
  'logs:DescribeFieldIndexes': (aws, region, o) =>
    aws.logs(region, new logs.DescribeFieldIndexesCommand({ logGroupIdentifiers: [NOTHING] }), o),
  'logs:DescribeLogGroups': (aws, region, o) => aws.logs(region, new logs.DescribeLogGroupsCommand({ limit: 1 }), o),
  'logs:DescribeLogStreams': (aws, region, o) =>
    aws.logs(region, new logs.DescribeLogStreamsCommand({ logGroupName: NOTHING, limit: 1 }), o),
  'logs:DescribeQueryDefinitions': (aws, region, o) =>
    aws.logs(region, new logs.DescribeQueryDefinitionsCommand({ maxResults: 1 }), o),
  'logs:FilterLogEvents': (aws, region, o) =>
    aws.logs(region, new logs.FilterLogEventsCommand({ logGroupName: NOTHING, limit: 1 }), o),
  'logs:GetLogGroupFields': (aws, region, o) =>
    aws.logs(region, new logs.GetLogGroupFieldsCommand({ logGroupName: NOTHING }), o),
  'logs:GetTransformer': (aws, region, o) =>
    aws.logs(region, new logs.GetTransformerCommand({ logGroupIdentifier: NOTHING }), o),
  'logs:ListAnomalies': (aws, region, o) => aws.logs(region, new logs.ListAnomaliesCommand({ limit: 1 }), o),
  'logs:ListLogAnomalyDetectors': (aws, region, o) =>
    aws.logs(region, new logs.ListLogAnomalyDetectorsCommand({ limit: 1 }), o),
  'logs:ListLogGroups': (aws, region, o) => aws.logs(region, new logs.ListLogGroupsCommand({ limit: 1 }), o),
  'logs:DescribeQueries': (aws, region, o) => aws.logs(region, new logs.DescribeQueriesCommand({ maxResults: 1 }), o),
  'logs:GetLogRecord': (aws, region, o) =>
    aws.logs(region, new logs.GetLogRecordCommand({ logRecordPointer: NOTHING }), o),
  'logs:GetQueryResults': (aws, region, o) =>
    aws.logs(region, new logs.GetQueryResultsCommand({ queryId: NOTHING }), o),
  // Of a group that does not exist, so nothing is started.
  'logs:StartQuery': (aws, region, o) =>
    aws.logs(
      region,
      new StartQueryCommand({ logGroupName: NOTHING, startTime: 0, endTime: 1, queryString: 'fields @message' }),
      o,
    ),
  'logs:StopQuery': (aws, region, o) => aws.logs(region, new logs.StopQueryCommand({ queryId: NOTHING }), o),
  'logs:TestMetricFilter': (aws, region, o) =>
    aws.logs(region, new logs.TestMetricFilterCommand({ filterPattern: NOTHING, logEventMessages: [NOTHING] }), o),
  'oam:ListLinks': (aws, region, o) => aws.oam(region, 'ListLinks', { MaxResults: 1 }, o),
  'oam:ListSinks': (aws, region, o) => aws.oam(region, 'ListSinks', { MaxResults: 1 }, o),
  'oam:ListAttachedLinks': (aws, region, o) =>
    aws.oam(region, 'ListAttachedLinks', { SinkIdentifier: NOTHING, MaxResults: 1 }, o),
  'logs:GetLogEvents': (aws, region, o) =>
    aws.logs(region, new logs.GetLogEventsCommand({ logGroupName: NOTHING, logStreamName: NOTHING, limit: 1 }), o),
};

/**
 * Tries IAM actions in a region with harmless calls, each answer kept for five minutes, until `signal` aborts.
 * @returns what came of each action: `not tried` where it cannot be tried without a resource, `unknown` where AWS
 * did not answer
 */
export async function tryPermissions(
  aws: Aws,
  region: string,
  actions: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Permission>> {
  const options = { signal, ttlMs: PROBE_TTL_MS };
  const statuses = await Promise.all(
    actions.map(async (action): Promise<[string, Permission]> => {
      const probe = PROBES[action];
      return [action, probe === undefined ? { status: 'not tried' } : await tryOut(probe(aws, region, options))];
    }),
  );
  return new Map(statuses);
}

/** What a call says about the permission for it. */
export async function tryOut(call: Promise<unknown>): Promise<Permission> {
  try {
    await call;
    return { status: 'allowed' };
  } catch (error) {
    if (isAbort(error)) return { status: 'unknown', reason: 'no answer in time' };
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'access_denied') return { status: 'missing', reason: error.message };
    const wasAllowed = error.code === 'not_found' || error.code === 'invalid_input';
    return wasAllowed ? { status: 'allowed' } : { status: 'unknown', reason: error.message };
  }
}
