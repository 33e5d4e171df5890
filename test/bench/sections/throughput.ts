import type { Bench } from '../bench.ts';
import { median, type Figure } from '../figures.ts';
import { mcpRequest, runLoad } from '../load.ts';
import { compare } from './compare.ts';

const CONCURRENCIES = [1, 8, 32];

/** Calls a second, the load client and the upstream on the same machine. */
export async function* callsPerSecond(bench: Bench): AsyncGenerator<Figure> {
  for (const modern of [false, true]) {
    for (const concurrency of CONCURRENCIES) {
      yield {
        what: `tools/list of ${modern ? '2026-07-28' : '2025-11-25'}, c = ${concurrency}`,
        value: await lists(bench, concurrency, modern),
        unit: '/s',
        ...(concurrency === 8 && { goal: { of: 'value', atLeast: 1_500 } }),
      };
    }
  }
  for (const question of bench.size.questions) {
    const { name, raw } = question;
    await compare(bench, question, 8, 1);
    for (const concurrency of CONCURRENCIES) {
      const { ours, theirs } = await compare(bench, question, concurrency);
      yield {
        what: `${name}, c = ${concurrency}`,
        value: median(ours.map((round) => round.callsPerSecond)),
        unit: '/s',
        reference: { name: `raw ${raw}`, value: median(theirs.map((round) => round.callsPerSecond)) },
        ...(raw.startsWith('QueryRange') && concurrency === 8 && { goal: { of: 'value', atLeast: 1_000 } }),
      };
    }
  }
}

async function lists(bench: Bench, concurrency: number, modern: boolean): Promise<number> {
  const { calls, rounds } = bench.size;
  const requests = Array.from({ length: calls }, () => mcpRequest('tools/list', {}, modern));
  const measured: number[] = [];
  // The first is for warming up.
  for (let round = 0; round <= rounds; round += 1) {
    const { wallMs } = await runLoad(bench.service.port, { requests, concurrency, expected: '"get_server_info"' });
    if (round > 0) measured.push((calls / wallMs) * 1000);
  }
  return median(measured);
}
