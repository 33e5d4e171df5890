import type { Bench } from '../bench.ts';
import { texts, type Question } from '../questions.ts';

/** One side in one round. */
export interface Round {
  readonly cpuMs: number;
  readonly callsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

export interface Rounds {
  readonly ours: readonly Round[];
  readonly theirs: readonly Round[];
}

/** Asks the service and the raw call in turn, ABBA: a machine that slows down in the meantime does so for both. */
export async function compare(
  bench: Bench,
  question: Question,
  concurrency: number,
  rounds = bench.size.rounds,
): Promise<Rounds> {
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sides = [
      async () => ours.push(await ourRound(bench, question, concurrency)),
      async () => theirs.push(await theirRound(bench, question, concurrency)),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  return { ours, theirs };
}

async function ourRound(bench: Bench, question: Question, concurrency: number): Promise<Round> {
  const { calls } = bench.size;
  const before = await bench.service.cpuMs();
  const { wallMs, latenciesMs } = await bench.ask(question, calls, concurrency);
  const cpuMs = (await bench.service.cpuMs()) - before;
  return { cpuMs: cpuMs / calls, callsPerSecond: (calls / wallMs) * 1000, latenciesMs };
}

async function theirRound(bench: Bench, { raw, args }: Question, concurrency: number): Promise<Round> {
  const { calls } = bench.size;
  const questions = Array.from({ length: calls }, () => texts(args(bench.nextNumber())));
  const { cpuMs, wallMs, latenciesMs } = await bench.reference.ask({ raw, concurrency, questions });
  return { cpuMs: cpuMs / calls, callsPerSecond: (calls / wallMs) * 1000, latenciesMs };
}
