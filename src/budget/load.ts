import { formatTime } from '../format/time.ts';
import { ANYONE, type Principal } from '../principal.ts';
import { createGate, EVERYBODY, type Gate, type GateObserver } from './gate.ts';
import { createLedger, type Standing } from './ledger.ts';
import type { HeapRoom } from './heap-room.ts';
import type { Limits } from './limits.ts';
import { createMeter, withMeter, type Meter } from './meter.ts';
import { UNIT_FACTS, type Amounts, type Unit } from './units.ts';

/** What keeps the calls of all within their limits: one for the whole server. */
export interface Load {
  /** The meter of a call; `run` closes it. */
  meter(principal: Principal): Meter;
  /**
   * Runs a call when its turn has come, on its meter. The wait counts against the call's time.
   * @throws ToolError overloaded, too_expensive; the signal's reason; what `work` throws
   */
  run<T>(meter: Meter, call: { signal: AbortSignal; timeLeft: () => number }, work: () => Promise<T>): Promise<T>;
  /** Counts a call that was not let in, since there is no room for its arguments. */
  turnedAway(): void;
  state: Gate['state'];
}

export interface LoadObserver extends GateObserver {
  /** A read was refused since a budget of the unit is used up. */
  overBudget(unit: Unit): void;
  used(amounts: Amounts): void;
}

/** The part of a call's time that it may wait for its turn: what is let in must still be able to answer. */
const WAIT_SHARE = 0.5;

/**
 * @param clock epoch milliseconds
 * @param room for calls that come and, once they are under way, for each thing that they read
 */
export function createLoad(
  { budgets, gate: gateLimits, pace }: Limits,
  clock: () => number,
  observer?: LoadObserver,
  room?: Pick<HeapRoom, 'demand'>,
): Load {
  const ledger = createLedger(budgets, clock, (unit) => observer?.overBudget(unit));
  const gate = createGate(gateLimits, observer);
  const demandRoom = () => {
    try {
      room?.demand();
    } catch (error) {
      observer?.refused('memory');
      throw error;
    }
  };
  const fixed = (name: string): Record<string, string> => ({
    ...(name !== EVERYBODY && { 'calls under way, of one caller': String(gateLimits.perPrincipal) }),
    'calls under way, of all': String(gateLimits.total),
    "part of AWS's quotas of calls a second": pace.share === 0 ? 'not kept' : String(pace.share),
  });
  return {
    meter(principal) {
      const name = principal === ANYONE ? EVERYBODY : principal.name;
      const limits = () => ({ ...fixed(name), ...standingLines(ledger.standings(name), clock()) });
      const meter = createMeter(name, ledger, limits, (amounts) => observer?.used(amounts));
      if (room === undefined) return meter;
      return {
        ...meter,
        reserve(amounts) {
          room.demand();
          return meter.reserve(amounts);
        },
      };
    },
    async run(meter, { signal, timeLeft }, work) {
      try {
        demandRoom();
        const entered = gate.enter(meter.principal, signal, timeLeft() * WAIT_SHARE);
        // Nobody waits a turn of the event loop for a door that is open.
        const leave = typeof entered === 'function' ? entered : await entered;
        try {
          return await withMeter(meter, work);
        } finally {
          leave();
        }
      } finally {
        meter.close();
      }
    },
    turnedAway: () => observer?.refused('arguments_held'),
    state: gate.state,
  };
}

/** `metrics requested an hour, of one caller` → `50,000; 400 left at 2026-11-21T09:40:00Z` */
function standingLines(standings: readonly Standing[], now: number): Record<string, string> {
  return Object.fromEntries(
    standings.map(({ unit, of, limit, used, held }) => {
      const { noun, count } = UNIT_FACTS[unit];
      const left = count(Math.max(0, limit - used - held));
      return [
        `${noun} an hour, ${of === 'principal' ? 'of one caller' : 'of all'}`,
        `${count(limit)}; ${left} left at ${formatTime(now)}`,
      ];
    }),
  );
}
