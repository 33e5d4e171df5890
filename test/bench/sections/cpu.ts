import type { Bench } from '../bench.ts';
import { median, quantile, type Figure } from '../figures.ts';
import { QUESTIONS, texts, TOOL_NAMES, type ToolName } from '../questions.ts';

const CONCURRENCY = 8;

interface Round {
  readonly cpuMs: number;
  readonly callsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

/** CPU time of a call and what it adds to the latency, beside the raw call that reads the same. */
export async function* cpuPerCall(bench: Bench): AsyncGenerator<Figure> {
  for (const tool of TOOL_NAMES) {
    const { raw } = QUESTIONS[tool];
    await alternate(bench, tool, 8, 1);
    const { ours, theirs } = await alternate(bench, tool, CONCURRENCY, bench.size.rounds);
    const reference = { name: `raw ${raw}`, value: median(theirs.map((round) => round.cpuMs)) };
    yield {
      what: `${tool}, CPU per call`,
      value: median(ours.map((round) => round.cpuMs)),
      unit: 'ms',
      reference,
      goal: raw === 'QueryRange' ? { of: 'value', atMost: 1 } : { of: 'ratio', atMost: 1.5 },
    };
    yield {
      what: `${tool}, calls a second at c = ${CONCURRENCY}`,
      value: median(ours.map((round) => round.callsPerSecond)),
      unit: '/s',
      reference: { name: `raw ${raw}`, value: median(theirs.map((round) => round.callsPerSecond)) },
      ...(raw === 'QueryRange' && { goal: { of: 'value', atLeast: 1_000 } }),
    };
    const single = await alternate(bench, tool, 1, bench.size.rounds);
    for (const q of [0.5, 0.99]) {
      const [own, other] = [single.ours, single.theirs].map((rounds) =>
        median(rounds.map((round) => quantile(round.latenciesMs, q))),
      );
      if (own === undefined || other === undefined) continue;
      yield {
        what: `${tool}, p${q * 100} at c = 1`,
        value: own,
        unit: 'ms',
        reference: { name: `raw ${raw}`, value: other },
        note: `adds ${(own - other).toFixed(2)} ms`,
      };
    }
  }
}

/** ABBA: a machine that slows down or speeds up in the meantime does so for both sides. */
async function alternate(
  bench: Bench,
  tool: ToolName,
  concurrency: number,
  rounds: number,
): Promise<{ ours: Round[]; theirs: Round[] }> {
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sides = [
      async () => ours.push(await ourRound(bench, tool, concurrency)),
      async () => theirs.push(await theirRound(bench, tool, concurrency)),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  return { ours, theirs };
}

async function ourRound(bench: Bench, tool: ToolName, concurrency: number): Promise<Round> {
  const { calls } = bench.size;
  const before = await bench.service.cpuMs();
  const { wallMs, latenciesMs } = await bench.ask(tool, calls, concurrency);
  const cpuMs = (await bench.service.cpuMs()) - before;
  return { cpuMs: cpuMs / calls, callsPerSecond: (calls / wallMs) * 1000, latenciesMs };
}

async function theirRound(bench: Bench, tool: ToolName, concurrency: number): Promise<Round> {
  const { calls } = bench.size;
  const { raw, args } = QUESTIONS[tool];
  const questions = Array.from({ length: calls }, () => texts(args(bench.nextNumber())));
  const { cpuMs, wallMs, latenciesMs } = await bench.reference.ask({ raw, concurrency, questions });
  return { cpuMs: cpuMs / calls, callsPerSecond: (calls / wallMs) * 1000, latenciesMs };
}
