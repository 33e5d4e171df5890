import { TOOLS } from '../../src/tools/index.ts';
import { events, OTHER_REGION, OWN_REGION } from './insights-limits.ts';
import { QUERY, VALID, type Args } from './policy-arguments.ts';
import { CATALOG_DIRECT, CATALOG_LISTS } from './policy-catalog.ts';
import { CLI } from './policy-cli.ts';
import { GROUPS_LIMIT } from './policy-groups.ts';
import type { Limit } from './policy-limit.ts';
import { LOGS, METRICS, ALARMS, PROMQL, WORKSPACE, POINTER, CHECKOUT_ARN, askers, expression } from './policy-names.ts';

/** One rule per kind of limit, each for a principal of its own; `nobody` has none. */
export const POLICY = `
policy:
  rules:
    - { name: groups, principals: [groups], logGroups: { allow: ['/shop/*', '/aws/lambda/*'], deny: ['/shop/checkout', '*webhook'] } }
    - { name: namespaces, principals: ['group:metrics'], metricNamespaces: { allow: ['AWS/SQS', 'Shop*'], deny: [Shop] } }
    - { name: regions, principals: [regions], regions: { allow: [eu-west-1] } }
    - { name: sources, principals: [sources], promqlSources: { deny: ['amp:eu-*', 'ws-3f9c2b7e*', 'cloudwatch:*', '*:other'] } }
    - { name: toolsets, principals: [toolsets], toolsets: [logs, server] }
    - { name: labels, principals: [labels], promqlLabels: { service: checkout } }
    - { name: all, principals: [al*] }
`;

export const LIMITS: readonly Limit[] = [
  GROUPS_LIMIT,
  {
    principal: 'somebody',
    groups: ['metrics'],
    rule: 'namespaces',
    hidden:
      /AWS\/(?!SQS)|ContainerInsights|"Shop"|\| Shop \||checkout-5xx|checkout-unhealthy|orders-db|lambda-errors|db-pool-in-use|cloudwatch:[a-z]{2}-/,
    lists: [
      ...CLI.namespaces.lists,
      ['list_metrics', { region: 'us-east-1' }, /1 namespace \(9 series\)/],
      [
        'list_metrics',
        { metric_name: 'DatabaseConnections', region: 'us-east-1' },
        /No namespace in us-east-1 has a metric/,
      ],
      ['list_metrics', { dimensions: ['QueueName'], region: 'us-east-1' }, /AWS\/SQS|QueueName/],
      ['list_metrics', { region: 'eu-west-1' }, /Shop\/Edge/],
      ...CATALOG_LISTS,
      ['describe_alarms', { state: 'all', hide_autoscaling: false }, /emails-queue-age/],
      ['describe_alarms', { name_prefix: 'orders-d' }, /orders-dlq-not-empty/],
      ['get_metric_data', expression("SEARCH('{AWS/SQS,QueueName} ApproximateAge', 'Maximum')"), /emails/],
      [
        'get_metric_statistics',
        { namespace: 'AWS/SQS', metric_name: 'NumberOfMessages', region: 'us-east-1' },
        /has no metric/,
      ],
      ['list_dashboards', {}, /2 dashboards/],
      ['get_dashboard', { name: 'checkout' }, /^Dashboard checkout: 3 widgets \(2 log, 1 metric\)/],
      ['get_dashboard', { name: 'orders' }, /1 metric[\s\S]*ApproximateNumberOfMessagesVisible/],
      ['get_bedrock_usage_report', { days: 1 }, /model invocation log[\s\S]*alice/],
      ['get_alarm_history', { name: 'emails-queue-ag', region: 'us-east-1' }, /Nearest: emails-queue-age/],
      ['get_alarm_history', { name: 'checkout-5xx', region: 'us-east-1' }, /There is no alarm/],
      ['list_prometheus_workspaces', {}, /amp:us-east-1/],
      ['get_server_info', {}, /amp:us-east-1/],
    ],
    direct: [
      ...CLI.namespaces.direct,
      ['list_metrics', { namespace: 'Shop', region: 'us-east-1' }],
      ['list_metrics', { namespace: 'AWS/EC2', metric_name: 'CPUUtilization', region: 'us-east-1' }],
      ['get_metric_statistics', { namespace: 'AWS/EC2', metric_name: 'CPUUtilization', region: 'us-east-1' }],
      ...CATALOG_DIRECT,
      ...[
        "SEARCH('CPUUtilization', 'Average')",
        "SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average')",
        "SEARCH('{AWS/SQS,QueueName} x', 'Sum') + SUM(SEARCH('CPUUtilization', 'Average'))",
        "SEARCH('{AWS/SQS,QueueName} x OR CPUUtilization', 'Average')",
        "SEARCH('Namespace=AWS CPUUtilization', 'Average')",
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2"',
        'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)',
        'select max(CPUUtilization) from SCHEMA ( "AWS/EC2" )',
        'SELECT AVG("FROM ""AWS/SQS""") FROM "AWS/EC2"',
        'INSIGHT_RULE_METRIC("rule", "Sum")',
      ].map((text): [string, Args] => ['get_metric_data', expression(text)]),
      [
        'get_metric_data',
        {
          region: 'us-east-1',
          queries: [
            { id: 'a', namespace: 'AWS/RDS', metric_name: 'CPUUtilization', hidden: true },
            { id: 'b', expression: 'a * 2' },
          ],
        },
      ],
      ['get_bedrock_usage_report', { source: 'metrics', region: 'us-east-1' }],
      ['describe_alarms', { names: ['checkout-5xx-rate'], region: 'us-east-1' }],
      ['describe_alarms', { names: ['checkout-unhealthy'], region: 'us-east-1' }],
      ['describe_alarms', { names: ['lambda-errors-by-function', 'db-pool-in-use'], region: 'us-east-1' }],
      ['get_alarm_history', { name: 'orders-db-connections', region: 'us-east-1' }],
      ['get_alarm_history', { name: 'orders-pipeline-unhealthy', region: 'us-east-1' }],
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: 'cloudwatch:us-east-1' }]),
    ],
    unconcerned: [...LOGS, 'list_accounts'],
  },
  {
    principal: 'regions',
    rule: 'regions',
    hidden: /us-east-1/,
    lists: [
      ...CLI.regions.lists,
      ['describe_log_groups', {}, /\/edge\/access/],
      ['describe_log_groups', { region: 'all' }, /\/edge\/access/],
      ['list_metrics', {}, /Shop\/Edge/],
      ['search_metric_catalog', { query: 'sqs oldest' }, /ApproximateAgeOfOldestMessage/],
      ['describe_alarms', { state: 'all' }, /eu-west-1/],
      ['list_prometheus_workspaces', {}, /amp:eu-west-1/],
      ['search_log_events', { groups: ['*'] }, /\/edge\/access/],
      ['filter_log_streams', { group: '/edge/access' }, /stream/],
      ['get_log_events', { group: '/edge/access', stream: 'none' }, /no such log stream/],
      ['list_log_anomalies', {}, /^No active log anomalies/],
      ['list_saved_queries', {}, /edge\/cache misses/],
      ['test_metric_filter', { pattern: 'a', lines: ['a'] }, /All of 1 line/],
      ['list_dashboards', {}, /2 dashboards/],
      ['get_dashboard', { name: 'checkout' }, /1 metric[\s\S]*Edge in Dublin/],
      ['get_log_group_fields', { group: '/edge/access' }, /fields in the events/],
      ...OWN_REGION,
      ['get_metric_statistics', { namespace: 'Shop/Edge', metric_name: 'x' }, /has no metric/],
      ['get_metric_data', { queries: [{ expression: "SEARCH('x', 'Sum')" }] }, /eu-west-1/],
      ['get_alarm_history', { name: 'checkout-5xx-rate' }, /There is no alarm/],
      ['get_bedrock_usage_report', { days: 1 }, /eu-west-1/],
      ['get_server_info', {}, /eu-west-1/],
      ['list_accounts', {}, /eu-west-1/],
      ...askers.map((tool): [string, Args, RegExp] => [
        tool,
        { ...QUERY[tool], source: 'nothing' },
        /is not a known source/,
      ]),
    ],
    direct: [
      ...CLI.regions.direct,
      ...TOOLS.filter((tool) => 'region' in (tool.input as unknown as { shape: object }).shape).map(
        ({ name }): [string, Args] => [name, { ...VALID(name), region: 'us-east-1' }],
      ),
      ['search_log_events', { groups: [CHECKOUT_ARN] }],
      ['filter_log_streams', { group: CHECKOUT_ARN }],
      ['get_log_group_fields', { group: CHECKOUT_ARN }],
      events([CHECKOUT_ARN]),
      ...OTHER_REGION,
      ['get_log_events', { pointer: `${CHECKOUT_ARN} main ${POINTER}` }],
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: 'cloudwatch:us-east-1' }]),
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: WORKSPACE }]),
    ],
    unconcerned: [],
  },
  {
    principal: 'sources',
    rule: 'sources',
    hidden: /amp:eu|ws-3f9c2b7e|ws-7a20f6d3|cloudwatch:[a-z]{2}-|"edge"|db-pool-in-use/,
    lists: [
      ...CLI.sources.lists,
      ['list_prometheus_workspaces', {}, /ws-c81d40e2/],
      ['get_server_info', {}, /toolsets on/],
      ['get_dashboard', { name: 'checkout' }, /HTTPCode_Target_5XX_Count/],
      ['describe_alarms', { state: 'all' }, /orders-db-connections/],
      ['get_alarm_history', { name: 'db-pool', region: 'us-east-1' }, /There is no alarm/],
      ...askers.map((tool): [string, Args, RegExp] => [
        tool,
        { ...QUERY[tool], source: 'what' },
        /is not a known source/,
      ]),
    ],
    direct: [
      ...CLI.sources.direct,
      ...['cloudwatch:us-east-1', WORKSPACE, WORKSPACE.split('/')[1] ?? '', 'shop', 'edge', 'prometheus:other'].flatMap(
        (source) => askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source }]),
      ),
      ['describe_alarms', { names: ['db-pool-in-use'], region: 'us-east-1' }],
      ['get_alarm_history', { name: 'db-pool-in-use', region: 'us-east-1' }],
    ],
    unconcerned: [...LOGS, ...METRICS, 'get_bedrock_usage_report', 'list_accounts'],
  },
  {
    principal: 'toolsets',
    rule: 'toolsets',
    hidden: /metrics|alarms|promql|aps:|cloudwatch:(?!Describe)|list_prom/i,
    lists: [['get_server_info', {}, /toolsets on \| logs, server/]],
    direct: [...METRICS, ...ALARMS, ...PROMQL, 'get_bedrock_usage_report', 'run_aws_cli'].map(
      (name): [string, Args] => [name, VALID(name)],
    ),
    unconcerned: [...LOGS, 'list_accounts'],
  },
  {
    principal: 'nobody',
    rule: '',
    hidden: /./,
    lists: [],
    direct: TOOLS.map(({ name }): [string, Args] => [name, VALID(name)]),
    unconcerned: [],
  },
];
