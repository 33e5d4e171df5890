import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TOOLS } from '../../src/tools/index.ts';
import { median, quantile } from '../bench/figures.ts';
import { exchange, open } from '../bench/load.ts';
import { gather, withToken, type Crowd, type Spell } from './crowd.ts';
import { GREEDY, GREEDY_QUERY, greedyAsk } from './greedy.ts';
import { addedMs, circumstances, startSubject, tokenOf, UNPACED, type Subject } from './subject.ts';

/** Callers beside the greedy one, and how many questions they ask a second, all together. */
const OTHERS = 20;
const PER_SECOND = 40;
/** Spells without and with the greedy caller, in turn, and how long each is. */
const ROUNDS = 3;
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60) / 6;
const GOAL = 2;
/**
 * Of the time we add alone, which the upstream's slowest do not hide: no more than so much, or than `GOAL` times that
 * without the greedy caller. Its longest answers keep the event loop for up to a tenth of a second (measured by --cpu-prof).
 */
const ADDED_MS = 150;

let subject: Subject;
let others: Crowd | undefined;
let greedy: Crowd;
before(async () => {
  const tokens = Array.from({ length: OTHERS + 1 }, (_, i) => tokenOf(i));
  subject = await startSubject({ world: 'crowded', tokens, env: UNPACED });
  const query = await startedQuery(subject.service.port);
  greedy = await gather(subject.service.port, tokens.slice(0, 1), () => greedyAsk(subject.nextNumber(), query));
  // The first time around the upstream makes its answers.
  for (let i = 0; i < GREEDY.length; i += 1) noneFailed(await greedy.once());
  others = await gather(subject.service.port, tokens.slice(1), subject.next);
  noneFailed(await others.atRate(PER_SECOND, SECONDS / 2));
});
after(async () => {
  others?.leave();
  greedy.leave();
  await subject.stop();
});

/** The id of the query that the greedy caller comes back to. */
async function startedQuery(port: number): Promise<string> {
  const socket = await open(port);
  const answer = (await exchange(socket, withToken(GREEDY_QUERY, tokenOf(0)))).toString();
  socket.destroy();
  const id = /"id":"([^"]+~[^"]+)"/.exec(answer)?.[1];
  assert.ok(id !== undefined, answer.slice(0, 500));
  return id;
}

function noneFailed({ failures }: Spell): void {
  assert.deepEqual(failures, []);
}

/** The p99 of the others' answers, milliseconds: in all, and what of it is not the upstream's. */
async function p99(crowd: Crowd): Promise<{ total: number; added: number }> {
  const spell = await crowd.atRate(PER_SECOND, SECONDS);
  noneFailed(spell);
  const total = spell.answered.map(({ tookMs }) => tookMs);
  return { total: quantile(total, 0.99), added: quantile(await addedMs(subject, spell), 0.99) };
}

test('the greedy caller asks every tool there is', () => {
  const asked = new Set(GREEDY.map(([tool]) => tool));
  assert.deepEqual([...asked].toSorted(), TOOLS.map(({ name }) => name).toSorted());
});

test('a caller that asks every tool for its largest answer in a loop does not raise the p99 of others by more than 2 ×', async (t) => {
  const ratios: number[] = [];
  const without: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const calm = await p99(others as Crowd);
    const loop = greedy.loop();
    const busy = await p99(others as Crowd);
    const { answered, seconds, failures } = await loop.stop();
    assert.deepEqual(failures, []);
    t.diagnostic(
      `p99 ${calm.total.toFixed(0)} ms alone (${calm.added.toFixed(0)} ms of it ours), ${busy.total.toFixed(0)} ms (${busy.added.toFixed(0)} ms) beside ${answered.length} greedy calls in ${seconds.toFixed(0)} s; ${circumstances()}`,
    );
    ratios.push(busy.total / calm.total);
    without.push(calm.added);
    beside.push(busy.added);
  }
  t.diagnostic(`${median(ratios).toFixed(2)} ×; of the time added ${(median(beside) / median(without)).toFixed(1)} ×`);
  assert.ok(median(ratios) <= GOAL, `${median(ratios)} ×`);
  const most = Math.max(ADDED_MS, GOAL * median(without));
  assert.ok(median(beside) <= most, `p99 of the time added is ${median(beside)} ms, more than ${most} ms`);
});
