import { ToolError } from '../errors.ts';
import { formatTime } from '../format/time.ts';
import { createRollingWindow, WINDOW_MS, type RollingWindow } from './rolling-window.ts';
import { UNIT_FACTS, UNITS, type Amounts, type Unit } from './units.ts';

/** A budget has not so much left. What was sent before stands: who can answer in part does. */
export class OverBudget extends ToolError {
  constructor(message: string) {
    super('too_expensive', message);
  }
}

/** How much of an hour's budget is used, set aside and left. */
export interface Standing {
  readonly unit: Unit;
  /** Whose: the principal's own, or what all share. */
  readonly of: 'principal' | 'total';
  readonly limit: number;
  readonly used: number;
  readonly held: number;
}

/** The budgets of an hour, of each principal and of all together. Units without a limit are not kept. */
export interface Ledger {
  /** Sets amounts aside. @throws OverBudget where a budget has not so much left; nothing is set aside then */
  hold(principal: string, amounts: Amounts): void;
  /** Gives back what was set aside. */
  release(principal: string, amounts: Amounts): void;
  spend(principal: string, amounts: Amounts): void;
  standings(principal: string): Standing[];
}

export interface LedgerLimits {
  readonly principalPerHour: Amounts;
  readonly totalPerHour: Amounts;
}

interface Account {
  readonly window: RollingWindow;
  held: number;
}

type Accounts = Partial<Record<Unit, Account>>;

/**
 * @param clock epoch milliseconds
 * @param onRefused is told the unit of each refusal
 */
export function createLedger(
  { principalPerHour, totalPerHour }: LedgerLimits,
  clock: () => number,
  onRefused: (unit: Unit) => void = () => undefined,
): Ledger {
  const limited = UNITS.filter((unit) => principalPerHour[unit] !== undefined || totalPerHour[unit] !== undefined);
  const total: Accounts = {};
  const principals = new Map<string, Accounts>();
  let sweptAt = clock();

  /** Who has asked nothing for an hour is forgotten: a caller may have a new name each time. */
  function sweep(now: number): void {
    if (Math.abs(now - sweptAt) < WINDOW_MS) return;
    sweptAt = now;
    for (const [name, accounts] of principals) {
      if (Object.values(accounts).every(({ window, held }) => held === 0 && window.used(now) === 0))
        principals.delete(name);
    }
  }

  function account(accounts: Accounts, unit: Unit): Account {
    return (accounts[unit] ??= { window: createRollingWindow(), held: 0 });
  }

  /** The accounts that an amount of a unit counts in, each with its limit. */
  function* touched(principal: string, unit: Unit): Generator<{ of: Standing['of']; limit: number; account: Account }> {
    const own = principalPerHour[unit];
    if (own !== undefined) {
      let accounts = principals.get(principal);
      if (accounts === undefined) principals.set(principal, (accounts = {}));
      yield { of: 'principal', limit: own, account: account(accounts, unit) };
    }
    const all = totalPerHour[unit];
    if (all !== undefined) yield { of: 'total', limit: all, account: account(total, unit) };
  }

  function each(principal: string, amounts: Amounts, change: (account: Account, amount: number) => void): void {
    for (const unit of limited) {
      const amount = amounts[unit] ?? 0;
      if (amount === 0) continue;
      for (const one of touched(principal, unit)) change(one.account, amount);
    }
  }

  return {
    hold(principal, amounts) {
      if (limited.length === 0) return;
      const now = clock();
      sweep(now);
      for (const unit of limited) {
        const amount = amounts[unit] ?? 0;
        if (amount === 0) continue;
        for (const { of, limit, account: one } of touched(principal, unit)) {
          const used = one.window.used(now);
          const excess = used + one.held + amount - limit;
          if (excess <= 0) continue;
          onRefused(unit);
          const standing = { unit, of, limit, used, held: one.held };
          throw refusal(standing, amount, one.window.freeAt(now, excess));
        }
      }
      each(principal, amounts, (one, amount) => (one.held += amount));
    },
    release(principal, amounts) {
      each(principal, amounts, (one, amount) => (one.held -= amount));
    },
    spend(principal, amounts) {
      if (limited.length === 0) return;
      const now = clock();
      each(principal, amounts, (one, amount) => one.window.add(now, amount));
    },
    standings(principal) {
      const now = clock();
      return limited.flatMap((unit) =>
        [...touched(principal, unit)].map(({ of, limit, account: one }) => ({
          unit,
          of,
          limit,
          used: one.window.used(now),
          held: one.held,
        })),
      );
    },
  };
}

function refusal(standing: Standing, amount: number, freeAt: number | undefined): OverBudget {
  const { unit, of, limit, used, held } = standing;
  const { needs, count, less } = UNIT_FACTS[unit];
  const whose = of === 'principal' ? 'your' : "this server's";
  const left = Math.max(0, limit - used - held);
  const others = held > 0 ? `, ${count(held)} set aside for calls under way` : '';
  const budget = `Left: ${count(left)} of ${whose} ${count(limit)} an hour (${count(used)} used${others})`;
  const when =
    amount > limit
      ? '; a whole hour has not so much'
      : freeAt === undefined
        ? '; enough is free when the calls under way have ended'
        : `; enough is free again at ${formatTime(freeAt)}`;
  // One call is the least that anything needs.
  const least = unit === 'awsCalls' && amount <= 1;
  const again = amount > limit ? '' : least ? ' Ask again then.' : ', or ask again then';
  return new OverBudget(`This needs ${needs(amount)}. ${budget}${when}.${least ? again : ` ${less}${again}.`}`);
}
