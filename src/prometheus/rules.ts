import type { Labels } from '../analysis/label-sets.ts';
import { array, labels, number, object } from './parse.ts';

export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: string;
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
  readonly value?: number | undefined;
}

/** An alerting or recording rule as the rules endpoint gives it. */
export interface Rule {
  readonly group: string;
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: string;
  readonly lastError?: string | undefined;
  /** Epoch milliseconds; undefined where it was never evaluated. */
  readonly lastEvaluation?: number | undefined;
  readonly labels: Labels;
  /** Alerting rules only. */
  readonly state?: string | undefined;
  readonly forSeconds?: number | undefined;
  readonly alerts: readonly ActiveAlert[];
}

/** The `data` of rules. @throws UnexpectedData */
export function parseRules(data: unknown): Rule[] {
  return array(object(data)['groups']).flatMap((entry) => {
    const group = object(entry);
    return array(group['rules'] ?? []).map((rule) => parseRule(group, object(rule)));
  });
}

function parseRule(group: Record<string, unknown>, rule: Record<string, unknown>): Rule {
  const { type, name, query, health, lastError, lastEvaluation, state, duration } = rule;
  return {
    group: text(group['name']),
    name: text(name),
    type: type === 'recording' ? 'recording' : 'alerting',
    query: text(query),
    health: text(health) || 'unknown',
    lastError: optional(lastError),
    lastEvaluation: moment(lastEvaluation),
    labels: labels(rule['labels'] ?? {}),
    state: optional(state),
    forSeconds: typeof duration === 'number' ? duration : undefined,
    alerts: array(rule['alerts'] ?? []).map((alert) => parseAlert(object(alert))),
  };
}

function parseAlert(alert: Record<string, unknown>): ActiveAlert {
  return {
    labels: labels(alert['labels'] ?? {}),
    annotations: labels(alert['annotations'] ?? {}),
    state: text(alert['state']),
    since: moment(alert['activeAt']),
    value: alert['value'] === undefined ? undefined : number(alert['value']),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Go's zero time means never. */
function moment(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN;
  return time > 0 ? time : undefined;
}
