import type { Bench } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { texts } from '../questions.ts';

const CONCURRENCY = 8;

/** What a call costs its upstream, counted there: requests, and connections that were opened for it. */
export async function* upstreamUse(bench: Bench): AsyncGenerator<Figure> {
  const { calls } = bench.size;
  for (const question of bench.size.questions) {
    const { name, raw, args } = question;
    const questions = () => Array.from({ length: calls }, () => texts(args(bench.nextNumber())));
    const ask = {
      ours: () => bench.ask(question, calls, CONCURRENCY),
      theirs: () => bench.reference.ask({ raw, concurrency: CONCURRENCY, questions: questions() }),
    };
    // The first calls also read what is kept for all later ones, and open the connections.
    await ask.ours();
    await ask.theirs();
    const ours = await counted(bench, ask.ours);
    const theirs = await counted(bench, ask.theirs);
    for (const what of ['requests', 'connections'] as const) {
      yield {
        what: `${name}, ${what === 'requests' ? 'upstream requests' : 'new connections'} a call`,
        value: ours[what] / calls,
        unit: what,
        reference: { name: `raw ${raw}`, value: theirs[what] / calls },
      };
    }
  }
}

async function counted(bench: Bench, run: () => Promise<unknown>): Promise<{ requests: number; connections: number }> {
  const before = await bench.upstream.ask({});
  await run();
  const after = await bench.upstream.ask({});
  return { requests: after.requests - before.requests, connections: after.connections - before.connections };
}
