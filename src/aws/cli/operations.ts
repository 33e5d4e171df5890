import type { Toolset } from '../../toolsets.ts';

/** The services as the AWS CLI names them. */
export const CLI_SERVICES = ['logs', 'cloudwatch', 'amp', 'sts'] as const;
export type CliService = (typeof CLI_SERVICES)[number];

/** How an operation gives its answer in pages (botocore's `paginators-1.json` of the service). */
export interface Paging {
  /** The member of the request, and of the answer, that holds the token. */
  readonly token: string;
  /** The member of the request that says how long a page is. */
  readonly limit?: string | undefined;
  /** The members of the answer that go on from page to page; `--max-items` counts the first. */
  readonly results: readonly [string, ...string[]];
}

export interface CliOperation {
  readonly service: CliService;
  /** As the API names it, `DescribeAlarms`. */
  readonly name: string;
  /** Whose callers may run it. */
  readonly toolset: Toolset;
  readonly paging?: Paging | undefined;
}

const logsPage = (result: string, limit = 'limit'): Paging => ({ token: 'nextToken', limit, results: [result] });
const page = (results: Paging['results'], limit: string | undefined = 'MaxRecords'): Paging => ({
  token: 'NextToken',
  limit,
  results,
});
const NO_LIMIT = { token: 'NextToken' } as const;

/** Every operation that is run: reads that other tools make too, by toolset. An operation that is not here is not run. */
const OPERATIONS: Readonly<Record<CliService, Readonly<Partial<Record<Toolset, Record<string, Paging | undefined>>>>>> =
  {
    logs: {
      logs: {
        DescribeLogGroups: logsPage('logGroups'),
        ListLogGroups: undefined,
        DescribeLogStreams: logsPage('logStreams'),
        FilterLogEvents: { ...logsPage('events'), results: ['events', 'searchedLogStreams'] },
        GetLogEvents: undefined,
        GetTransformer: undefined,
        GetLogGroupFields: undefined,
        DescribeFieldIndexes: undefined,
        DescribeQueries: logsPage('queries', 'maxResults'),
        DescribeQueryDefinitions: undefined,
        GetQueryResults: undefined,
        StopQuery: undefined,
        GetLogRecord: undefined,
        ListLogAnomalyDetectors: logsPage('anomalyDetectors'),
        ListAnomalies: logsPage('anomalies'),
        TestMetricFilter: undefined,
      },
    },
    cloudwatch: {
      metrics: {
        ListMetrics: { ...NO_LIMIT, results: ['Metrics', 'OwningAccounts'] },
        GetMetricData: page(['MetricDataResults', 'Messages'], 'MaxDatapoints'),
        GetMetricStatistics: undefined,
        ListDashboards: { ...NO_LIMIT, results: ['DashboardEntries'] },
        GetDashboard: undefined,
      },
      alarms: {
        DescribeAlarms: page(['MetricAlarms', 'CompositeAlarms', 'LogAlarms']),
        DescribeAlarmHistory: page(['AlarmHistoryItems']),
        DescribeAlarmContributors: undefined,
        ListAlarmMuteRules: page(['AlarmMuteRuleSummaries']),
        GetAlarmMuteRule: undefined,
      },
    },
    amp: {
      promql: {
        ListWorkspaces: logsPage('workspaces', 'maxResults'),
        DescribeWorkspace: undefined,
      },
    },
    sts: { server: { GetCallerIdentity: undefined } },
  };

export const CLI_OPERATIONS: readonly CliOperation[] = CLI_SERVICES.flatMap((service) =>
  Object.entries(OPERATIONS[service]).flatMap(([toolset, operations]) =>
    Object.entries(operations).map(([name, paging]) => ({ service, name, toolset: toolset as Toolset, paging })),
  ),
);

/** Operations that change something, if only a query that runs: asked once for each call, and never shared. */
const EFFECTS = ['StopQuery'];

export function hasEffect({ name }: CliOperation): boolean {
  return EFFECTS.includes(name);
}

/** The IAM action of an operation. */
export function actionOf({ service, name }: CliOperation): string {
  return `${service === 'amp' ? 'aps' : service}:${name}`;
}
