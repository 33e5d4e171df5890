import type { Bench } from '../bench.ts';

/** How many calls are under way for calls a second and CPU time. */
const CONCURRENCY = 8;
/** No call is begun after so long in a round, milliseconds: some servers take half a second for each. */
const ROUND_MS = 5_000;

/** What is measured of a side in each round. */
export interface Measured {
  /** Latencies at a concurrency of 1, milliseconds. */
  readonly single: number[][];
  /** At a concurrency of 8. */
  readonly callsPerSecond: number[];
  /** A call's at a concurrency of 8, milliseconds; empty where the process cannot be seen. */
  readonly cpuMs: number[];
  /** Why it was not measured to the end. */
  trouble?: string;
}

interface Measurable {
  readonly ask: (n: number) => Promise<unknown>;
  readonly cpuMs: () => number | undefined;
}

/** Asks all sides in turn, forth and back, after a round for warming up. A side that fails is left out from then on. */
export async function measure(
  sides: readonly Measurable[],
  bench: Pick<Bench, 'size' | 'nextNumber'>,
): Promise<Measured[]> {
  const { rounds, calls } = bench.size;
  const results: Measured[] = sides.map(() => ({ single: [], callsPerSecond: [], cpuMs: [] }));
  const pairs = sides.map((side, i) => ({ side, result: results[i] as Measured }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, result } of round % 2 === 0 ? pairs : pairs.toReversed()) {
      if (result.trouble !== undefined) continue;
      try {
        const single = await ask(side, calls, 1, bench.nextNumber);
        const before = side.cpuMs();
        const busy = await ask(side, calls, CONCURRENCY, bench.nextNumber);
        const after = side.cpuMs();
        if (round === 0) continue;
        result.single.push(single.latenciesMs);
        const done = busy.latenciesMs.length;
        result.callsPerSecond.push((done / busy.wallMs) * 1000);
        if (before !== undefined && after !== undefined) result.cpuMs.push((after - before) / done);
      } catch (error) {
        result.trouble = (error as Error).message;
      }
    }
  }
  return results;
}

async function ask(
  side: Measurable,
  calls: number,
  concurrency: number,
  nextNumber: () => number,
): Promise<{ wallMs: number; latenciesMs: number[] }> {
  const latenciesMs: number[] = [];
  const began = performance.now();
  let left = calls;
  const work = async (): Promise<void> => {
    while (left > 0 && performance.now() < began + ROUND_MS) {
      left -= 1;
      const asked = performance.now();
      await side.ask(nextNumber());
      latenciesMs.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { wallMs: performance.now() - began, latenciesMs };
}
