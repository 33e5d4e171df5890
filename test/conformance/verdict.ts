import type { Check } from './suite.ts';

/** How a scenario ended: the weightiest of what its checks found. */
export type Verdict = Check['status'];

/** The check that the suite adds to nearly every scenario: it holds of a server that answers nothing but errors. */
export const WIRE_CHECK = 'wire-schema-valid';

const BY_WEIGHT: readonly Verdict[] = ['FAILURE', 'SUCCESS', 'WARNING', 'SKIPPED', 'INFO'];

/**
 * SUCCESS where a check of the scenario's own succeeded and none failed.
 * @returns undefined for a scenario that did not run, or looked at nothing
 */
export function verdictOn(checks: readonly Check[] | undefined): Verdict | undefined {
  const found = checks?.filter(({ id, status }) => id !== WIRE_CHECK || status === 'FAILURE') ?? [];
  return BY_WEIGHT.find((verdict) => found.some(({ status }) => status === verdict));
}

/** What failed, in words. */
export function failures(checks: readonly Check[] | undefined): string[] {
  if (checks === undefined) return ['it did not run'];
  return checks
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage = 'failed' }) => `${id}: ${errorMessage}`);
}
