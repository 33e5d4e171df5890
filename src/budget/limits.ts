import type { BudgetsSection } from '../config-sections/budgets.ts';
import type { GateLimits } from './gate.ts';
import type { LedgerLimits } from './ledger.ts';
import type { PaceLimits } from './paces.ts';

/** Every limit in force. */
export interface Limits {
  readonly budgets: LedgerLimits;
  readonly gate: GateLimits;
  readonly pace: PaceLimits;
}

/**
 * The defaults. Units are not limited: what is too much only an operator knows. Eight calls of one caller under way are
 * more than any client sends at once; half of a quota leaves as much to consoles, alarms and agents.
 */
export const DEFAULTS = {
  perPrincipal: 8,
  total: 256,
  queuePerPrincipal: 100,
  queueTotal: 1_000,
  longestWaitSeconds: 15,
  quotaShare: 0.5,
} as const;

/**
 * The limits that a configuration asks for.
 * @param facts.isAws whether calls go to AWS itself: a stand-in has no quotas, so that calls to it are paced where that is asked for only
 */
export function resolveLimits(
  section: BudgetsSection = {},
  facts: { readonly logsSearchRate?: number | undefined; readonly isAws: boolean },
): Limits {
  const { concurrency = {} } = section;
  return {
    budgets: { principalPerHour: section.principalPerHour ?? {}, totalPerHour: section.totalPerHour ?? {} },
    gate: {
      perPrincipal: concurrency.perPrincipal ?? DEFAULTS.perPrincipal,
      total: concurrency.total ?? DEFAULTS.total,
      queuePerPrincipal: concurrency.queuePerPrincipal ?? DEFAULTS.queuePerPrincipal,
      queueTotal: concurrency.queueTotal ?? DEFAULTS.queueTotal,
      longestWaitMs: (concurrency.longestWaitSeconds ?? DEFAULTS.longestWaitSeconds) * 1000,
    },
    pace: {
      share: section.quotaShare ?? (facts.isAws ? DEFAULTS.quotaShare : 0),
      quotas: section.quotas ?? {},
      logsSearchRate: facts.logsSearchRate,
    },
  };
}
