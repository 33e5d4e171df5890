import { groupName } from '../../../analysis/alarm-condition.ts';
import { searchedFor } from '../../../analysis/log-query-filter.ts';
import { formatCall } from '../../../format/call.ts';
import { formatTime } from '../../../format/time.ts';
import { estimateTokens } from '../../../format/tokens.ts';
import type { Alarm, AlarmQuery, Window } from '../../../model.ts';

/** Where a question about an alarm goes on. */
export interface Place {
  readonly window: Window;
  /** To be named in calls; undefined where one region is configured and the parameter does not exist. */
  readonly region: string | undefined;
  /** The same of accounts. */
  readonly account?: string | undefined;
  readonly children: readonly Alarm[];
}

/** A call longer than this share of the budget is named, not written out. */
const CALL_SHARE = 1 / 3;

/** A call as an answer proposes it: whole, or its tool alone where it would take too much of the budget. */
export function shownCall(call: string, budgetTokens: number): string;
export function shownCall(call: string | undefined, budgetTokens: number): string | undefined;
export function shownCall(call: string | undefined, budgetTokens: number): string | undefined {
  if (call === undefined || estimateTokens(call) <= budgetTokens * CALL_SHARE) return call;
  return `${call.split(' ', 1)[0]} (its arguments are too long to be written out here)`;
}

/** The alarm's own history, as a call. */
export function historyCall(alarm: Alarm, region: string | undefined, account?: string): string {
  return formatCall('get_alarm_history', { name: alarm.name, region, account });
}

/** The call, ready to be sent, that shows what the alarm saw; undefined where no tool can. */
export function evidenceCall(alarm: Alarm, { window, region, account, children }: Place): string | undefined {
  const { rule } = alarm;
  const times = { start: formatTime(window.start), end: formatTime(window.end) };
  switch (rule.kind) {
    case 'metric':
    case 'anomaly_band':
      return rule.watched.metric === undefined
        ? undefined
        : formatCall('get_metric_statistics', {
            ...metricArguments(rule.watched),
            period_seconds: rule.periodSeconds,
            ...times,
            region,
            account,
          });
    case 'metric_math':
    case 'sql':
      return formatCall('get_metric_data', {
        queries: [...rule.inputs, rule.watched].map(dataQuery),
        period_seconds: rule.periodSeconds,
        ...times,
        region,
        account,
      });
    case 'promql':
      return formatCall('query_prometheus_range', {
        query: rule.query,
        source: `cloudwatch:${alarm.region}`,
        ...times,
        account,
      });
    case 'log':
      return rule.logGroups.length === 0
        ? undefined
        : formatCall('search_log_events', {
            groups: rule.logGroups.map(groupName),
            ...searchedFor(rule.query),
            ...times,
            region,
            account,
          });
    default: {
      // Causes come before effects: the child that fired first.
      const firing = children
        .filter((child) => child.state === 'ALARM')
        .toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0));
      const names = (firing.length > 0 ? firing : children).slice(0, 1).map((child) => child.name);
      return names.length === 0 ? undefined : formatCall('describe_alarms', { names, region, account });
    }
  }
}

/** The metric in the words of get_metric_statistics. */
function metricArguments(query: AlarmQuery): Record<string, unknown> {
  return {
    namespace: query.metric?.namespace,
    metric_name: query.metric?.metricName,
    dimensions: dimensionList(query),
    statistics: [query.statistic ?? 'Average'],
    account_id: query.account,
  };
}

/** `["DBInstanceIdentifier=orders-db"]`; undefined for none. */
function dimensionList(query: AlarmQuery): string[] | undefined {
  const list = Object.entries(query.metric?.dimensions ?? {}).map(([name, value]) => `${name}=${value}`);
  return list.length === 0 ? undefined : list;
}

/** A query in the words of get_metric_data. */
function dataQuery(query: AlarmQuery): Record<string, unknown> {
  return query.metric === undefined
    ? { id: query.id, expression: query.expression }
    : {
        id: query.id,
        namespace: query.metric.namespace,
        metric_name: query.metric.metricName,
        dimensions: dimensionList(query),
        statistic: query.statistic ?? 'Average',
        account_id: query.account,
      };
}
