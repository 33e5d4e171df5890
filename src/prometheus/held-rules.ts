import type { HeldLabel } from '../access.ts';
import type { Labels } from '../analysis/label-sets.ts';
import type { Rule } from './rules.ts';

/** In place of the query of a rule that reads more than its reader may. */
export const QUERY_NOT_SHOWN = '(not shown: it reads other series too)';

/**
 * What of the rules belongs to series with the labels: whole, a rule that carries them itself or whose every selector asks
 * for them; of any other its alerts that carry them, without its query; nothing of a rule without such alerts.
 * @param isHeldByItself whether a query reads nothing outside the labels
 */
export function heldRules(
  rules: readonly Rule[],
  labels: readonly HeldLabel[],
  isHeldByItself: (query: string) => boolean,
): Rule[] {
  return rules.flatMap((rule) => {
    if (hasLabels(rule.labels, labels) || isHeldByItself(rule.query)) return [rule];
    const alerts = rule.alerts.filter((alert) => hasLabels(alert.labels, labels));
    if (alerts.length === 0) return [];
    const state = alerts.some((alert) => alert.state === 'firing') ? 'firing' : 'pending';
    return [{ ...rule, query: QUERY_NOT_SHOWN, health: 'ok', lastError: undefined, state, alerts }];
  });
}

function hasLabels(own: Labels, labels: readonly HeldLabel[]): boolean {
  return labels.every(({ name, values }) => Object.hasOwn(own, name) && values.includes(own[name] ?? ''));
}
