import type { Bench } from '../bench.ts';
import { median, quantile, type Figure } from '../figures.ts';
import { compare } from './compare.ts';

/**
 * What a raw DescribeAlarms of the SDK cost where goals in milliseconds were set: on another machine 1 ms is as much more or
 * less.
 */
export const RAW_CALL_THEN_MS = 0.9;

const CONCURRENCY = 8;
/** A service runs for weeks: what it is compiled to by then is what counts. */
const WARMING_ROUNDS = 8;

/** CPU time of a call and what it adds to the latency, beside the raw call that reads the same. */
export async function* cpuPerCall(bench: Bench): AsyncGenerator<Figure> {
  let rawAlarmsMs: number | undefined;
  for (const question of bench.size.questions) {
    const { name, raw } = question;
    const isPromql = raw.startsWith('QueryRange');
    await compare(bench, question, CONCURRENCY, WARMING_ROUNDS);
    const busy = await compare(bench, question, CONCURRENCY);
    const what = `${name}, CPU per call`;
    const value = median(busy.ours.map((round) => round.cpuMs));
    const rawMs = median(busy.theirs.map((round) => round.cpuMs));
    if (raw === 'DescribeAlarms') rawAlarmsMs ??= rawMs;
    yield {
      what,
      value,
      unit: 'ms',
      reference: { name: `raw ${raw}`, value: rawMs },
      goal: isPromql ? { of: 'value', atMost: 1 } : { of: 'ratio', atMost: 1.5 },
    };
    if (isPromql && rawAlarmsMs !== undefined) {
      const reference = { name: 'raw DescribeAlarms', value: rawAlarmsMs };
      yield { what, value, unit: 'ms', reference, goal: { of: 'ratio', atMost: 1 / RAW_CALL_THEN_MS } };
    }
    const single = await compare(bench, question, 1);
    for (const q of [0.5, 0.99]) {
      const own = median(single.ours.map((round) => quantile(round.latenciesMs, q)));
      const other = median(single.theirs.map((round) => quantile(round.latenciesMs, q)));
      yield {
        what: `${name}, p${q * 100} at c = 1`,
        value: own,
        unit: 'ms',
        reference: { name: `raw ${raw}`, value: other },
        note: `adds ${(own - other).toFixed(2)} ms`,
      };
    }
  }
}
