/** AWS's default quotas of the calls that are made here. */

const CLOUDWATCH = 'https://docs.aws.amazon.com/general/latest/gr/cw_region.html';
const LOGS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
const PROMQL = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-PromQL.html';

/** What is assumed of a call that no page gives a quota for. */
export const ASSUMED_PER_SECOND = 10;

/** Calls a second in one account and region (PromQL of AMP: in one workspace). */
export interface Quota {
  readonly perSecond: number;
  /** Regions whose quota is another. */
  readonly regions?: Readonly<Record<string, number>>;
  /** AWS's page; undefined where the number is assumed. */
  readonly source?: string;
}

/**
 * By the name that the configuration knows them by: mostly the IAM action. Read 2026-11; adjustable ones may be larger in an account.
 */
export const QUOTAS = {
  'cloudwatch:GetMetricData': { perSecond: 500, source: CLOUDWATCH },
  'cloudwatch:GetMetricStatistics': { perSecond: 400, source: CLOUDWATCH },
  'cloudwatch:ListMetrics': { perSecond: 25, source: CLOUDWATCH },
  'cloudwatch:DescribeAlarms': { perSecond: 9, source: CLOUDWATCH },
  'cloudwatch:DescribeAlarmContributors': { perSecond: 9, source: CLOUDWATCH },
  'cloudwatch:DescribeAlarmHistory': { perSecond: 20, source: CLOUDWATCH },
  'cloudwatch:GetAlarmMuteRule': { perSecond: 20, source: CLOUDWATCH },
  'cloudwatch:ListAlarmMuteRules': { perSecond: 50, source: CLOUDWATCH },
  'logs:FilterLogEvents': {
    perSecond: 10,
    regions: {
      'us-east-1': 25,
      'ap-northeast-3': 5,
      'ap-southeast-3': 5,
      'ca-west-1': 5,
      'eu-central-1': 5,
      'il-central-1': 5,
    },
    source: LOGS,
  },
  'logs:GetLogEvents': {
    perSecond: 25,
    regions: {
      'us-west-2': 10,
      'ap-northeast-3': 10,
      'ap-southeast-3': 10,
      'ca-west-1': 10,
      'eu-central-1': 10,
      'eu-west-1': 10,
      'eu-west-3': 30,
      'il-central-1': 10,
    },
    source: LOGS,
  },
  'logs:DescribeLogGroups': { perSecond: 10, source: LOGS },
  'logs:DescribeLogStreams': { perSecond: 25, source: LOGS },
  'logs:GetTransformer': { perSecond: 5, source: LOGS },
  'logs:StartQuery': { perSecond: ASSUMED_PER_SECOND },
  'logs:GetQueryResults': { perSecond: ASSUMED_PER_SECOND },
  'logs:StopQuery': { perSecond: ASSUMED_PER_SECOND },
  'logs:DescribeQueries': { perSecond: ASSUMED_PER_SECOND },
  'logs:GetLogRecord': { perSecond: ASSUMED_PER_SECOND },
  'cloudwatch:promqlQuery': { perSecond: 300, source: PROMQL },
  'cloudwatch:promqlDiscovery': { perSecond: 10, source: PROMQL },
  'cloudwatch:GetDashboard': { perSecond: ASSUMED_PER_SECOND },
  'cloudwatch:ListDashboards': { perSecond: ASSUMED_PER_SECOND },
  'cloudwatch:GetOTelEnrichment': { perSecond: ASSUMED_PER_SECOND },
  'logs:GetLogGroupFields': { perSecond: 5 },
  'logs:ListAnomalies': { perSecond: 5 },
  'logs:ListLogAnomalyDetectors': { perSecond: 5 },
  'logs:TestMetricFilter': { perSecond: 5 },
  'logs:DescribeFieldIndexes': { perSecond: 5 },
  'logs:DescribeQueryDefinitions': { perSecond: 5 },
  'logs:ListLogGroups': { perSecond: ASSUMED_PER_SECOND },
  'aps:promqlQuery': { perSecond: 300 },
  'aps:promqlDiscovery': { perSecond: ASSUMED_PER_SECOND },
  'aps:DescribeWorkspace': { perSecond: ASSUMED_PER_SECOND },
  'aps:ListWorkspaces': { perSecond: ASSUMED_PER_SECOND },
  'oam:ListSinks': { perSecond: ASSUMED_PER_SECOND },
  'oam:ListAttachedLinks': { perSecond: ASSUMED_PER_SECOND },
  'oam:ListLinks': { perSecond: ASSUMED_PER_SECOND },
  'sts:GetCallerIdentity': { perSecond: 600 },
  'sts:AssumeRole': { perSecond: 600 },
} as const satisfies Readonly<Record<string, Quota>>;

/** AWS's default for a call in a region, calls a second. */
export function defaultQuota(name: string, region: string): number {
  const quota: Quota | undefined = (QUOTAS as Readonly<Record<string, Quota>>)[name];
  return quota?.regions?.[region] ?? quota?.perSecond ?? ASSUMED_PER_SECOND;
}
