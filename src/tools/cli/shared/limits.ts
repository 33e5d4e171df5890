import { byRule, type AccessKind } from '../../../access.ts';
import type { CliOperation } from '../../../aws/cli/operations.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { seesEveryAlarm } from '../../visible-alarms.ts';
import { alarmsCheck, contributorsCheck, filterAlarms, filterHistory } from './limit-alarms.ts';
import { checkGroups, filterByGroups, filterGroups, onlyAllGroups } from './limit-groups.ts';
import { checkMetricData, checkNamedNamespace, checkNamespace, filterMetrics } from './limit-metrics.ts';
import { checkWorkspace, filterWorkspaces } from './limit-workspaces.ts';
import { operationName } from './find-operation.ts';
import type { Page } from './read-pages.ts';

/** What an operation is asked with, by the API's names, and where. */
export interface Question {
  readonly operation: CliOperation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
}

/** How an operation is kept to what its caller may see: what it may be asked, and what of its answer is shown. */
interface Limit {
  /** @throws ToolError not_allowed */
  readonly check?: (question: Question, context: ToolContext) => Promise<void> | void;
  readonly filter?: (page: Page, question: Question, context: ToolContext) => Promise<Page> | Page;
}

const free: Limit = {};

/** Every operation has an entry: one that nobody thought of is not run. */
const LIMITS: Readonly<Record<string, Limit>> = {
  DescribeLogGroups: { filter: filterGroups },
  ListLogGroups: { filter: filterGroups },
  DescribeLogStreams: { check: checkGroups },
  FilterLogEvents: { check: checkGroups },
  GetLogEvents: { check: checkGroups },
  GetTransformer: { check: checkGroups },
  GetLogGroupFields: { check: checkGroups },
  DescribeFieldIndexes: { check: checkGroups },
  // Queries name their groups in ways of their own, and their results no group at all.
  DescribeQueries: { check: onlyAllGroups },
  DescribeQueryDefinitions: { check: onlyAllGroups },
  GetQueryResults: { check: onlyAllGroups },
  StopQuery: { check: onlyAllGroups },
  GetLogRecord: { check: onlyAllGroups },
  ListLogAnomalyDetectors: { filter: filterByGroups },
  ListAnomalies: { filter: filterByGroups },
  TestMetricFilter: free,
  ListMetrics: { check: checkNamedNamespace, filter: filterMetrics },
  GetMetricData: { check: checkMetricData },
  GetMetricStatistics: { check: checkNamespace },
  ListDashboards: { check: onlyUnlimited },
  GetDashboard: { check: onlyUnlimited },
  DescribeAlarms: { filter: filterAlarms },
  DescribeAlarmHistory: { check: alarmsCheck, filter: filterHistory },
  DescribeAlarmContributors: { check: contributorsCheck },
  ListAlarmMuteRules: { check: onlyUnlimited },
  GetAlarmMuteRule: { check: onlyUnlimited },
  ListWorkspaces: { filter: filterWorkspaces },
  DescribeWorkspace: { check: checkWorkspace },
  GetCallerIdentity: free,
};

/** The operations that are kept to what their callers may see. */
export const LIMITED: readonly string[] = Object.keys(LIMITS);

/** @throws ToolError not_allowed where the caller may not ask this */
export async function checkLimits(question: Question, context: ToolContext): Promise<void> {
  mayUseToolset(question.operation, context);
  const limit = LIMITS[question.operation.name];
  if (limit === undefined) throw new Error(`no limit for ${question.operation.name}`);
  await limit.check?.(question, context);
}

/** A page without what the caller may not see. */
export async function filterPage(page: Page, question: Question, context: ToolContext): Promise<Page> {
  return (await LIMITS[question.operation.name]?.filter?.(page, question, context)) ?? page;
}

/** Commands are no way round the toolsets: neither those of the caller and its token nor those of the server. */
function mayUseToolset(operation: CliOperation, { access, server, hasScopeOf }: ToolContext): void {
  const { toolset } = operation;
  if (!access.toolset(toolset)) {
    throw new ToolError(
      'not_allowed',
      `aws ${operationName(operation)} needs the toolset ${toolset}, which is not allowed for you${byRule(access, 'toolset', toolset)}.`,
    );
  }
  if (hasScopeOf?.(toolset) === false) {
    throw new ToolError(
      'not_allowed',
      `aws ${operationName(operation)} needs the scope of the toolset ${toolset}, which your token has not.`,
    );
  }
  if (!server.toolsets.includes(toolset)) {
    throw new ToolError(
      'not_allowed',
      `aws ${operationName(operation)} needs the toolset ${toolset}, which this server does not offer (CLOUDWATCH_MCP_TOOLSETS).`,
    );
  }
}

/** The tools that hold the same to what a caller may see. */
const INSTEAD: Readonly<Record<string, string>> = {
  ListAlarmMuteRules: 'describe_alarms says which alarms are muted.',
  GetAlarmMuteRule: 'describe_alarms says which alarms are muted.',
  ListDashboards: 'list_dashboards shows what you may see.',
  GetDashboard: 'get_dashboard shows what you may see.',
};

/** For what names alarms, log groups or metrics in a way that cannot be held against a policy. */
function onlyUnlimited({ operation, region }: Question, { access }: ToolContext): void {
  if (seesEveryAlarm({ region, access })) return;
  const kinds: readonly AccessKind[] = ['metricNamespace', 'logGroup', 'account', 'promqlSource'];
  const kind = kinds.find((one) => !access[one](''));
  throw new ToolError(
    'not_allowed',
    `aws ${operationName(operation)} shows what cannot be held against what you may see${kind === undefined ? '' : byRule(access, kind, '')}. ${INSTEAD[operation.name] ?? ''}`.trimEnd(),
  );
}
