import type { Timing } from '../../src/budget/pacer.ts';

export interface FakeTiming extends Timing {
  /** Lets so many milliseconds pass, with each alarm at its time. */
  forward(ms: number): Promise<void>;
  /** How many alarms are set. */
  alarms(): number;
}

/** A clock that stands still until it is told to go on. */
export function createFakeTiming(): FakeTiming {
  let now = 0;
  let alarms: { at: number; run: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, run) {
      const alarm = { at: now + ms, run };
      alarms.push(alarm);
      return () => (alarms = alarms.filter((one) => one !== alarm));
    },
    async forward(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = alarms.filter(({ at }) => at <= end + 1e-6).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        alarms = alarms.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = end;
    },
    alarms: () => alarms.length,
  };
}
