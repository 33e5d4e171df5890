/** The SDK's commands of the operations that run_aws_cli runs. Loaded with its first call. */
import { DescribeWorkspaceCommand, ListWorkspacesCommand } from '@aws-sdk/client-amp';
import {
  DescribeAlarmContributorsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetAlarmMuteRuleCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListAlarmMuteRulesCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeFieldIndexesCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  DescribeQueryDefinitionsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogGroupFieldsCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  GetTransformerCommand,
  ListAnomaliesCommand,
  ListLogAnomalyDetectorsCommand,
  ListLogGroupsCommand,
  StopQueryCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { operationOf } from '../answer.ts';
import type { CliOperation } from './operations.ts';

type Command = new (input: never) => object;

const LOGS: readonly Command[] = [
  DescribeFieldIndexesCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  DescribeQueryDefinitionsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogGroupFieldsCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  GetTransformerCommand,
  ListAnomaliesCommand,
  ListLogAnomalyDetectorsCommand,
  ListLogGroupsCommand,
  StopQueryCommand,
  TestMetricFilterCommand,
];
const CLOUDWATCH: readonly Command[] = [
  DescribeAlarmContributorsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetAlarmMuteRuleCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListAlarmMuteRulesCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
];
const AMP: readonly Command[] = [DescribeWorkspaceCommand, ListWorkspacesCommand];

const COMMANDS: Readonly<Record<CliOperation['service'], ReadonlyMap<string, Command>>> = {
  logs: byName(LOGS),
  cloudwatch: byName(CLOUDWATCH),
  amp: byName(AMP),
  sts: byName([GetCallerIdentityCommand]),
};

/** A command of an operation, as the SDK sends it. */
export function commandOf({ service, name }: CliOperation, input: object): object {
  const Made = COMMANDS[service].get(name);
  if (Made === undefined) throw new Error(`no command for ${service} ${name}`);
  return new Made(input as never);
}

/** By the names that the models have: a bundler may rename classes. */
function byName(commands: readonly Command[]): ReadonlyMap<string, Command> {
  return new Map(commands.map((Made) => [operationOf(new Made({} as never)), Made]));
}
