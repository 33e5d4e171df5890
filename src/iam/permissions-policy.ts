import { policyOf, type PolicyDocument, type Statement } from './policy-document.ts';

export interface PermissionsOptions {
  /** The partition of the resources: `aws` unless given, `aws-cn`, `aws-us-gov`. */
  readonly partition?: string | undefined;
  /** ARNs of roles in other accounts that the holder may assume to read there. */
  readonly readerRoles?: readonly string[] | undefined;
}

/** AWS answers these to everybody, whatever the policies say. */
const NEED_NO_POLICY: readonly string[] = ['sts:GetCallerIdentity'];

/** What a role needs to assume another with session tags and a source identity. */
export const ASSUME_ACTIONS = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] as const;

/** ARNs after the partition and the service. Any account, since linked accounts show their log groups and metrics too. */
const LOG_GROUPS = ['*:*:log-group:*'];
const MUTE_RULES = ['*:*:alarm-mute-rule:*'];
/** They have no region. */
const DASHBOARDS = [':*:dashboard/*'];
const WORKSPACES = ['*:*:workspace/*'];
const SINKS = ['*:*:sink/*'];

/**
 * The resources on which AWS decides about an action, as its Service Authorization Reference has them; every action that
 * is not here is decided on `*` alone. DescribeAlarms and DescribeAlarmHistory are left out on purpose: to a role that
 * may use them on alarms alone, AWS shows no composite alarm ("DescribeAlarms" of the CloudWatch API Reference).
 * The reference does not list DescribeAlarmContributors.
 */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  'aps:DescribeWorkspace': WORKSPACES,
  'aps:GetLabels': WORKSPACES,
  'aps:GetMetricMetadata': WORKSPACES,
  'aps:GetSeries': WORKSPACES,
  'aps:ListRules': WORKSPACES,
  'aps:QueryMetrics': WORKSPACES,
  'cloudwatch:GetDashboard': DASHBOARDS,
  'cloudwatch:GetAlarmMuteRule': MUTE_RULES,
  'cloudwatch:ListAlarmMuteRules': MUTE_RULES,
  'logs:DescribeLogStreams': LOG_GROUPS,
  'logs:FilterLogEvents': LOG_GROUPS,
  // On a log stream, `log-group:<name>:log-stream:<name>`: the last asterisk crosses colons.
  'logs:GetLogEvents': LOG_GROUPS,
  'logs:GetLogGroupFields': LOG_GROUPS,
  'logs:GetTransformer': LOG_GROUPS,
  'logs:GetLogRecord': LOG_GROUPS,
  'logs:GetQueryResults': LOG_GROUPS,
  'logs:StartQuery': LOG_GROUPS,
  'oam:ListAttachedLinks': SINKS,
};

const NAMES: Readonly<Record<string, string>> = {
  aps: 'Prometheus',
  cloudwatch: 'CloudWatch',
  logs: 'Logs',
  oam: 'Links',
};

/**
 * The policy that allows IAM actions and nothing else, each on the narrowest resources that AWS decides it on: for each
 * service one statement on each kind of its resources, and one on `*` for the actions that have none. Sorted, whatever the order of
 * `actions`; actions that need no policy are left out.
 * @param actions IAM actions, `logs:FilterLogEvents`
 */
export function permissionsPolicy(actions: readonly string[], options: PermissionsOptions = {}): PolicyDocument {
  const { partition = 'aws', readerRoles = [] } = options;
  const asked = [...new Set(actions)].filter((action) => !NEED_NO_POLICY.includes(action)).toSorted();
  const services = [...new Set(asked.map(serviceOf))];
  const statements = services.flatMap((service): Statement[] => {
    const own = asked.filter((action) => serviceOf(action) === service);
    const scoped = own.filter((action) => RESOURCES[action] !== undefined);
    const name = NAMES[service] ?? service.replaceAll(/[^a-z0-9]/gi, '');
    const kinds = Map.groupBy(scoped, (action) => RESOURCES[action] ?? []);
    return [
      ...[...kinds].map(([arns, actionsOn]) =>
        allow(
          `${name}${arns === DASHBOARDS ? 'Dashboards' : ''}`,
          actionsOn,
          arns.map((arn) => `arn:${partition}:${service}:${arn}`),
        ),
      ),
      allow(
        `${name}AnyResource`,
        own.filter((action) => RESOURCES[action] === undefined),
        ['*'],
      ),
    ];
  });
  const assume = allow('ReaderRoles', readerRoles.length > 0 ? ASSUME_ACTIONS : [], [...readerRoles].toSorted());
  return policyOf([...statements, assume].filter(({ Action }) => Action.length > 0));
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function serviceOf(action: string): string {
  return action.split(':')[0] ?? action;
}
