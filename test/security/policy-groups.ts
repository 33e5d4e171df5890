import { events, OTHER_GROUPS } from './insights-limits.ts';
import { type Args } from './policy-arguments.ts';
import { CLI } from './policy-cli.ts';
import type { Limit } from './policy-limit.ts';
import { METRICS, PROMQL, SERVER, POINTER, CHECKOUT_ARN, expression } from './policy-names.ts';

export const GROUPS_LIMIT: Limit = {
  principal: 'groups',
  rule: 'groups',
  hidden: /\/shop\/checkout\b|\/ecs\/|vpc\/flow|webhook|containerinsights|edge\/|checkout-db-errors/,
  lists: [
    ...CLI.groups.lists,
    ['describe_log_groups', {}, /\/shop\/orders/],
    ['describe_log_groups', { name_contains: 'check' }, /^No log groups|^0 log groups/],
    ['search_log_events', { groups: ['/shop/*'], region: 'us-east-1' }, /\/shop\/orders/],
    [
      'run_logs_insights_query',
      { query: 'stats count(*) by @log', groups: ['*'], region: 'us-east-1' },
      /\/shop\/orders/,
    ],
    [
      'search_log_events',
      { groups: ['/shop/ch*'], region: 'us-east-1' },
      /^Error: No log group in us-east-1 that you may read begins/,
    ],
    ['search_log_events', { groups: ['/shop/orderz'], region: 'us-east-1' }, /nearest: "\/shop\/orders"/],
    ['filter_log_streams', { group: '/shop/chekout', region: 'us-east-1' }, /There is no log group/],
    ['get_log_events', { group: '/shop/chekout', stream: 'a', region: 'us-east-1' }, /There is no log group/],
    ['list_log_anomalies', { state: 'all' }, /^1 log anomaly, [\s\S]*\/shop\/notifications/],
    ['list_saved_queries', {}, /^No saved queries[\s\S]*rule "groups"/],
    ['get_dashboard', { name: 'checkout' }, /5 metric[\s\S]*HTTPCode_Target_5XX_Count/],
    ['get_log_group_fields', { group: '/shop/orderz', region: 'us-east-1' }, /nearest: "\/shop\/orders"/i],
    ['get_bedrock_usage_report', { days: 1 }, /metrics in AWS\/Bedrock, since no model invocation log group was found/],
    ['describe_alarms', { state: 'all' }, /orders-db-connections/],
    ['describe_alarms', { name_prefix: 'checkout-db' }, /No alarm's name begins/],
    ['get_alarm_history', { name: 'checkout-db-error', region: 'us-east-1' }, /There is no alarm/],
  ],
  direct: [
    ...CLI.groups.direct,
    ...['/shop/checkout', CHECKOUT_ARN, `${CHECKOUT_ARN}:*`, ' /shop/checkout ', '/Shop/orders', '/not/there'].flatMap(
      (group): [string, Args][] => [
        ['search_log_events', { groups: ['/shop/orders', group], region: 'us-east-1' }],
        ['filter_log_streams', { group, region: 'us-east-1' }],
        ['get_log_events', { group, stream: 'a', region: 'us-east-1' }],
        ['get_log_group_fields', { group, region: 'us-east-1' }],
        ['list_log_anomalies', { group, region: 'us-east-1' }],
        events(['/shop/orders', group], { region: 'us-east-1' }) as [string, Args],
      ],
    ),
    ...OTHER_GROUPS,
    ['get_log_events', { pointer: `/shop/checkout main ${POINTER}`, region: 'us-east-1' }],
    ['get_log_events', { pointer: `${CHECKOUT_ARN} main ${POINTER}` }],
    ['search_log_events', { groups: ['arn:aws:logs:us-east-1:999999999999:log-group:/hr/payroll:*'] }],
    ['get_bedrock_usage_report', { log_group: '/aws/bedrock/modelinvocations', region: 'us-east-1' }],
    ['get_metric_data', expression('INSIGHT_RULE_METRIC("rule", "Sum")')],
    ['describe_alarms', { names: ['checkout-db-errors'], region: 'us-east-1' }],
    ['get_alarm_history', { name: 'checkout-db-errors', region: 'us-east-1' }],
  ],
  unconcerned: ['test_metric_filter', ...METRICS, ...PROMQL, ...SERVER],
};
