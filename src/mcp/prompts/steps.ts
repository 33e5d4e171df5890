import type { Given, Step } from './prompt.ts';

/** Region and account of a call, where the caller gave them. */
export function place({ region, account }: Given): { region?: string; account?: string } {
  return { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
}

/** The same of PromQL tools, whose source has its region. */
export function promqlPlace({ source, account }: Given): { source?: string; account?: string } {
  return { ...(source !== undefined && { source }), ...(account !== undefined && { account }) };
}

/** What a metric that was found did, by the statistics given. */
export function readMetric(given: Given, window: object, why: string, statistics?: readonly string[]): Step {
  const named = { namespace: given.namespace ?? '<namespace>', metric_name: '<metric>', dimensions: ['<name=value>'] };
  return {
    tool: 'get_metric_statistics',
    args: { ...named, ...(statistics && { statistics }), ...window, ...place(given) },
    why,
  };
}

/** What lines of trouble have, as services and runtimes write it: filter patterns know upper case from lower. */
export const TROUBLE = '?ERROR ?Error ?error ?FATAL ?Exception ?timeout';

/** Log lines of the group that was given, or one to be found. */
export function searchLogs(given: Given, pattern: string, window: object, why: string): Step {
  const groups = [given.log_group ?? '<log group>'];
  const hint = { tool: 'describe_log_groups', text: 'describe_log_groups name_contains="<service>" finds the group.' };
  const args = { groups, pattern, ...window, ...place(given) };
  return { tool: 'search_log_events', args, why, hint: given.log_group === undefined ? hint : undefined };
}

/** Counts or percentiles over log lines. */
export function analyzeLogs(given: Given, query: string, window: object, why: string, hint?: Step['hint']): Step {
  const args = { groups: [given.log_group ?? '<log group>'], query, ...window, ...place(given) };
  return { tool: 'run_logs_insights_query', args, why, hint };
}

/** What fires in Prometheus. */
export function firingRules(given: Given): Step {
  return {
    tool: 'list_prometheus_rules',
    args: { state: 'firing', source: '<source>', ...promqlPlace(given) },
    why: 'what fires in Prometheus, for each source that has rules.',
    hint: { tool: 'list_prometheus_workspaces', text: 'list_prometheus_workspaces lists the sources.' },
  };
}

/** The evidence of an alarm, in the window that its history suggests. */
export function evidence(given: Given): Step[] {
  const window = { start: '<window start>', end: '<window end>' };
  return [
    readMetric(given, window, 'what the metric did in that window. Prefer the calls that the answers before print.'),
    searchLogs(given, TROUBLE, window, 'the lines that explain it.'),
  ];
}
