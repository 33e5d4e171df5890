import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ledger } from './ledger.ts';
import { UNITS, type Amounts, type Unit } from './units.ts';

/** Something set aside for one read. Its first end counts. */
export interface Hold {
  /** The read is over, and took so much; what was set aside beyond is free again. */
  settle(used: Amounts): void;
}

/** What one call uses. Readers find it by `currentMeter`: a read that several calls share is on the meter of who sent it. */
export interface Meter {
  /** The name of who asks. */
  readonly principal: string;
  /** What the call has used so far. */
  readonly used: Amounts;
  /**
   * Sets aside what several reads will need, so that the first is not sent where the last would be refused. The reads draw
   * from it; the call's end gives back the rest.
   * @throws ToolError too_expensive
   */
  ahead(amounts: Amounts): void;
  /** Sets aside the most that one read needs. @throws ToolError too_expensive; nothing may be sent then */
  reserve(amounts: Amounts): Hold;
  /** What is left of a unit for this call, undefined where nothing limits it. */
  left(unit: Unit): number | undefined;
  /** The limits in force for the caller, in words by what they are of. */
  limits(): Record<string, string>;
  /** The call is over. */
  close(): void;
}

const current = new AsyncLocalStorage<Meter>();

/** The meter of the call that this runs for; undefined outside of calls: the doctor, tests. */
export function currentMeter(): Meter | undefined {
  return current.getStore();
}

export function withMeter<T>(meter: Meter, work: () => T): T {
  return current.run(meter, work);
}

/** Runs what must be sent whatever is left: what ends something that costs. */
export function withoutMeter<T>(work: () => T): T {
  return current.exit(work);
}

/** @param onUsed is told all that was used, by every read */
export function createMeter(
  principal: string,
  ledger: Ledger,
  limits: () => Record<string, string>,
  onUsed: (used: Amounts) => void = () => undefined,
): Meter {
  const used: Partial<Record<Unit, number>> = {};
  const pot: Partial<Record<Unit, number>> = {};
  return {
    principal,
    used,
    ahead(amounts) {
      ledger.hold(principal, amounts);
      add(pot, amounts);
    },
    reserve(amounts) {
      const drawn: Partial<Record<Unit, number>> = {};
      const rest: Partial<Record<Unit, number>> = {};
      for (const unit of UNITS) {
        const amount = amounts[unit];
        if (amount === undefined) continue;
        const own = Math.min(pot[unit] ?? 0, amount);
        if (own > 0) drawn[unit] = own;
        rest[unit] = amount - own;
      }
      ledger.hold(principal, rest);
      for (const unit of UNITS) if (drawn[unit] !== undefined) pot[unit] = (pot[unit] ?? 0) - drawn[unit];
      let settled = false;
      return {
        settle(actual) {
          if (settled) return;
          settled = true;
          ledger.release(principal, amounts);
          ledger.spend(principal, actual);
          add(used, actual);
          onUsed(actual);
        },
      };
    },
    left(unit) {
      const rooms = ledger
        .standings(principal)
        .filter((standing) => standing.unit === unit)
        .map(({ limit, used: taken, held }) => Math.max(0, limit - taken - held));
      return rooms.length === 0 ? undefined : Math.min(...rooms);
    },
    limits,
    close() {
      ledger.release(principal, pot);
      for (const unit of UNITS) delete pot[unit];
    },
  };
}

function add(sums: Partial<Record<Unit, number>>, amounts: Amounts): void {
  for (const unit of UNITS) {
    const amount = amounts[unit];
    if (amount !== undefined && amount !== 0) sums[unit] = (sums[unit] ?? 0) + amount;
  }
}
