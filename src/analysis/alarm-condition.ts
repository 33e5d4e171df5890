import { formatNumber, formatValue } from '../format/number.ts';
import { ellipsis } from '../format/text.ts';
import { formatDuration } from '../format/time.ts';
import type { Alarm, AlarmQuery, AlarmRule, Comparison } from '../model.ts';
import { ruleInWords } from './alarm-rule.ts';

/** Longest expression or query a line in a table quotes, in characters; the details of one alarm quote it whole. */
const MAX_QUOTED_CHARS = 120;

type MetricRule = Extract<AlarmRule, { kind: 'metric' | 'metric_math' | 'anomaly_band' | 'sql' }>;
type LogRule = Extract<AlarmRule, { kind: 'log' }>;

/** What is known beside the alarm itself. */
export interface Known {
  /** The unit AWS publishes the metric in, where known: the alarm rarely says. */
  readonly unit?: string | undefined;
  /** For a row among others: without the ids at the end of dimensions, and without what harmless missing data does. */
  readonly brief?: boolean | undefined;
}

/**
 * When an alarm fires, as one line: `DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) > 90 for 3 × 1 min`.
 * Long expressions and queries are cut with an ellipsis.
 */
export function conditionInWords(alarm: Alarm, known: Known = {}): string {
  const { rule } = alarm;
  switch (rule.kind) {
    case 'metric':
    case 'metric_math':
    case 'sql':
      return `${watchedInWords(rule, known)} ${compared(rule, known.unit)} ${evaluated(rule, known)}`;
    case 'anomaly_band':
      return `${watchedInWords(rule, known)} ${BAND[rule.comparison] ?? 'outside'} its expected band${bandWidth(rule.band)} ${evaluated(rule, known)}`;
    case 'promql':
      return `PromQL ${quote(rule.query)} returns a series ${rule.pendingSeconds > 0 ? `for ${seconds(rule.pendingSeconds)}` : 'at all'}, evaluated every ${seconds(rule.intervalSeconds)}`;
    case 'composite':
      return ruleInWords(rule.expression);
    default:
      return `${rule.aggregation || 'result'} of log query on ${groupsInWords(rule)} ${compared(rule)} ${resultsInWords(rule, known)}`;
  }
}

/** `for 3 × 1 min` (in brief `for 3 min`) when all must breach, `for 2 of 3 × 5 min` when some must. */
function evaluated(rule: MetricRule, known: Known): string {
  const count = rule.toAlarm < rule.periods ? `${rule.toAlarm} of ${rule.periods}` : `${rule.periods}`;
  const clock = rule.wallClock === undefined ? '' : ` on the clock of ${rule.wallClock}`;
  const each = known.brief === true && rule.periodSeconds === 60 ? ' min' : ` × ${seconds(rule.periodSeconds)}`;
  return `for ${count}${each}${clock}${missingInWords(rule.missingData, known)}`;
}

function resultsInWords(rule: LogRule, known: Known): string {
  const count = rule.periods === 1 ? 'in 1 run' : `in ${rule.toAlarm} of ${rule.periods} runs`;
  const range = rule.fromSeconds === rule.periodSeconds && rule.toSeconds === 0 ? '' : ` over ${logRangeInWords(rule)}`;
  return `${count}, one every ${seconds(rule.periodSeconds)}${range}${missingInWords(rule.missingData, known)}`;
}

/** `the 6 min before it`, or `6 min to 1 min before it`. */
export function logRangeInWords(rule: { fromSeconds: number; toSeconds: number }): string {
  return rule.toSeconds === 0
    ? `the ${seconds(rule.fromSeconds)} before it`
    : `${seconds(rule.fromSeconds)} to ${seconds(rule.toSeconds)} before it`;
}

function missingInWords(treatment: string, { brief }: Known): string {
  switch (treatment) {
    case 'breaching':
      return ', missing data breaches';
    case 'notBreaching':
      return brief === true ? '' : ', missing data is fine';
    case 'ignore':
      return ', missing data keeps the state';
    default:
      return '';
  }
}

const BAND: Partial<Record<Comparison, string>> = { outside: 'outside', above: 'above', below: 'below' };

/** ` (2 standard deviations)` from `ANOMALY_DETECTION_BAND(m1, 2)`; AWS's default is 2. */
function bandWidth(expression: string | undefined): string {
  const width = /ANOMALY_DETECTION_BAND\(\s*\w+\s*(?:,\s*([\d.]+)\s*)?\)/i.exec(expression ?? '');
  return width === null ? '' : ` (${width[1] ?? '2'} standard deviations)`;
}

function compared(rule: { comparison: Comparison; threshold?: number | undefined }, unit?: string): string {
  return `${rule.comparison} ${thresholdInWords(rule.threshold, unit)}`;
}

function thresholdInWords(threshold: number | undefined, unit?: string): string {
  if (threshold === undefined) return '?';
  return unit === undefined ? formatNumber(threshold) : formatValue(threshold, unit);
}

function watchedInWords(rule: MetricRule, known: Known): string {
  const { watched } = rule;
  if (watched.metric !== undefined) return metricInWords(watched, known);
  if (rule.kind === 'sql') return `SQL ${quote(watched.expression ?? '')}`;
  return quote(substituted(watched.expression ?? '', rule.inputs), watched.label);
}

/** The label an expression was given, or the expression with metric names for ids. */
function quote(text: string, label?: string): string {
  const short = ellipsis(text.replace(/\s+/g, ' ').trim(), MAX_QUOTED_CHARS);
  return label === undefined || label === '' ? `\`${short}\`` : `${label} = \`${short}\``;
}

/** `errors / requests * 100` becomes `HTTPCode_Target_5XX_Count / RequestCount * 100`; other expressions are put in in brackets. */
function substituted(expression: string, inputs: readonly AlarmQuery[], depth = 0): string {
  return expression.replace(/"[^"]*"|'[^']*'|[A-Za-z_]\w*/g, (word) => {
    const input = inputs.find((query) => query.id === word);
    if (input?.metric !== undefined) return input.metric.metricName;
    if (input?.expression === undefined || depth > 4) return word;
    return `(${substituted(input.expression, inputs, depth + 1)})`;
  });
}

/** What AWS puts behind the name of a load balancer or target group: `targetgroup/checkout/2b41c0f3d5e8a796`. */
const TRAILING_ID = /(?<=\/)[\da-f]{16}$/;

/** `DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db)`. */
export function metricInWords(query: AlarmQuery, { brief }: Known = {}): string {
  const dimensions = Object.entries(query.metric?.dimensions ?? {}).map(
    ([name, value]) => `${name}=${brief === true ? value.replace(TRAILING_ID, '…') : value}`,
  );
  const account = query.account === undefined ? [] : [`account ${query.account}`];
  return `${query.metric?.metricName ?? query.id} (${[query.statistic ?? '?', ...dimensions, ...account].join(', ')})`;
}

/** `/ecs/orders`, or `/ecs/orders and 3 more groups`. */
function groupsInWords(rule: LogRule): string {
  const [first, ...others] = rule.logGroups.map(groupName);
  if (first === undefined) return 'no group';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** A group's name from its name or ARN. */
export function groupName(identifier: string): string {
  return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(identifier)?.[1] ?? identifier;
}

function seconds(n: number): string {
  return formatDuration(n * 1_000);
}
