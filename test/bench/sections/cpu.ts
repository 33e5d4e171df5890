import type { Bench } from '../bench.ts';
import { median, quantile, type Figure } from '../figures.ts';
import { compare } from './compare.ts';

const CONCURRENCY = 8;
/** A service runs for weeks: what it is compiled to by then is what counts. */
const WARMING_ROUNDS = 3;

/** CPU time of a call and what it adds to the latency, beside the raw call that reads the same. */
export async function* cpuPerCall(bench: Bench): AsyncGenerator<Figure> {
  for (const question of bench.size.questions) {
    const { name, raw } = question;
    await compare(bench, question, CONCURRENCY, WARMING_ROUNDS);
    const busy = await compare(bench, question, CONCURRENCY);
    yield {
      what: `${name}, CPU per call`,
      value: median(busy.ours.map((round) => round.cpuMs)),
      unit: 'ms',
      reference: { name: `raw ${raw}`, value: median(busy.theirs.map((round) => round.cpuMs)) },
      goal: raw.startsWith('QueryRange') ? { of: 'value', atMost: 1 } : { of: 'ratio', atMost: 1.5 },
    };
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
