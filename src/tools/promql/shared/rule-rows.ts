import * as z from 'zod';
import { seriesName } from '../../../format/series-name.ts';
import { formatNumber } from '../../../format/number.ts';
import { formatStep } from '../../../format/step.ts';
import { table } from '../../../format/table.ts';
import { clip } from '../../../format/text.ts';
import { formatSecond } from '../../../format/time.ts';
import type { ActiveAlert, Rule } from '../../../prometheus/rules.ts';
import { fromSampleValue, sampleValue, toSampleValue } from './sample-value.ts';

/** Active alerts that a rule shows. */
const MAX_ALERTS = 10;
const MAX_QUERY_CHARS = 160;
const MAX_TEXT_CHARS = 200;

const alertRow = z.object({
  state: z.string(),
  labels: z.record(z.string(), z.string()),
  since: z.string().optional(),
  value: sampleValue.optional(),
  summary: z.string().optional(),
});

/** `state` is `firing`, `pending` or `inactive`, and absent for recording rules. */
export const ruleRow = z.object({
  group: z.string(),
  name: z.string(),
  type: z.enum(['alerting', 'recording']),
  state: z.string().optional(),
  health: z.string(),
  lastError: z.string().optional(),
  lastEvaluation: z.string().optional(),
  forSeconds: z.number().optional(),
  query: z.string(),
  labels: z.record(z.string(), z.string()),
  activeAlerts: z.int(),
  alerts: z.array(alertRow),
});
export type RuleRow = z.infer<typeof ruleRow>;

const RANKS = ['firing', 'pending'];

/** Firing first, then pending, then those that fail, then the rest; each by group, name, query and labels. */
export function rulePosition(row: RuleRow): (string | number)[] {
  const rank = RANKS.indexOf(row.state ?? '');
  return [rank >= 0 ? rank : row.health === 'err' ? 2 : 3, row.group, row.name, row.query, seriesName(row.labels)];
}

export function toRuleRow(rule: Rule): RuleRow {
  const alerts = rule.alerts.toSorted(
    (a, b) => Number(b.state === 'firing') - Number(a.state === 'firing') || (a.since ?? 0) - (b.since ?? 0),
  );
  return {
    group: rule.group,
    name: rule.name,
    type: rule.type,
    ...(rule.state !== undefined && { state: rule.state }),
    health: rule.health,
    ...(rule.lastError !== undefined && { lastError: rule.lastError }),
    ...(rule.lastEvaluation !== undefined && { lastEvaluation: formatSecond(rule.lastEvaluation) }),
    ...(rule.forSeconds !== undefined && { forSeconds: rule.forSeconds }),
    query: rule.query,
    labels: { ...rule.labels },
    activeAlerts: alerts.length,
    alerts: alerts.slice(0, MAX_ALERTS).map(toAlertRow),
  };
}

function toAlertRow(alert: ActiveAlert): z.infer<typeof alertRow> {
  const { alertname: _name, ...labels } = alert.labels;
  const summary = alert.annotations['summary'] ?? alert.annotations['description'] ?? alert.annotations['message'];
  return {
    state: alert.state,
    labels,
    ...(alert.since !== undefined && { since: formatSecond(alert.since) }),
    ...(alert.value !== undefined && { value: toSampleValue(alert.value) }),
    ...(summary !== undefined && { summary }),
  };
}

/** The rules, a row each; columns that say nothing are left out. */
export function rulesTable(rows: readonly RuleRow[]): string {
  const columns: readonly (readonly [string, (row: RuleRow) => string | number | undefined])[] = [
    ['rule', (row) => row.name],
    ['group', (row) => row.group],
    ['state', (row) => (row.type === 'recording' ? 'recording' : row.state)],
    ['health', (row) => (row.health === 'ok' ? undefined : row.health)],
    ['active', (row) => (row.activeAlerts > 0 ? row.activeAlerts : undefined)],
    [
      'for',
      (row) => (row.forSeconds === undefined || row.forSeconds === 0 ? undefined : formatStep(row.forSeconds * 1000)),
    ],
    ['PromQL', (row) => clip(row.query.replaceAll(/\s+/g, ' '), MAX_QUERY_CHARS)],
    ['last error', (row) => (row.lastError === undefined ? undefined : clip(row.lastError, MAX_TEXT_CHARS))],
  ];
  const used = columns.filter(([, cell]) => rows.some((row) => cell(row) !== undefined));
  return table(
    used.map(([heading]) => heading),
    rows.map((row) => used.map(([, cell]) => cell(row))),
  );
}

/** The active alerts of the rules, firing before pending; empty where there are none. */
export function alertsTable(rows: readonly RuleRow[]): string {
  const alerts = rows.flatMap((row) => row.alerts.map((alert) => ({ rule: row.name, ...alert })));
  if (alerts.length === 0) return '';
  return table(
    ['active alert', 'state', 'since (UTC)', 'value', 'labels', 'summary'],
    alerts.map(({ rule, state, since, value, labels, summary }) => [
      rule,
      state,
      since,
      value === undefined ? undefined : formatNumber(fromSampleValue(value)),
      seriesName(labels),
      summary === undefined ? undefined : clip(summary, MAX_TEXT_CHARS),
    ]),
  );
}
