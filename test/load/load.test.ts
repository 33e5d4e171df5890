import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { median, quantile } from '../bench/figures.ts';
import { gather, type Crowd, type Spell } from './crowd.ts';
import { watch, type Footprint } from './footprint.ts';
import { startYardstick } from './processes.ts';
import { addedMs, circumstances, startSubject, tokenOf, UNPACED, type Subject } from './subject.ts';

const CLIENTS = 200;
/** How long the clients ask at the rate that is measured; fewer to try the test itself. */
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
/** How long all clients ask as fast as they are answered: to warm up, then to find the most that is answered. */
const WARM_SECONDS = Math.min(8, SECONDS);
const MAX_SECONDS = Math.min(10, SECONDS);
/** The part of that rate at which a service is run. */
const PART = 0.7;
/** The time is divided into so many at most; a figure is their median, so that a machine that falters once decides nothing. */
const MOST_SPELLS = 6;
/** A p99 of fewer answers is that of a handful. */
const FEWEST_ANSWERS = 500;
/** Questions come by chance: a spell is as long as so many times the fewest answers take. */
const SPARE = 1.2;

const GOAL_MS = 25;
/** How often a call waits for a process of ours to get a core: for its question, and for the upstream's answer. */
const WAKINGS = 2;
/** What is put down to the machine at most, of both together: on one that is later than that the goal is not reached. */
const MOST_WAKING_MS = 15;
/** New connections to the upstream, a request. */
const GOAL_CONNECTIONS = 0.01;
/** By which the resident memory of a process that gains nothing rises and falls. */
const NOISE_MIB = 12;

let subject: Subject;
let crowd: Crowd;
before(async () => {
  const tokens = Array.from({ length: CLIENTS }, (_, i) => tokenOf(i));
  subject = await startSubject({ tokens, env: UNPACED });
  crowd = await gather(subject.service.port, tokens, subject.next);
});
after(async () => {
  crowd.leave();
  await subject.stop();
});

test('200 clients ask at 70 % of the maximum rate: all are answered, soon, and nothing grows', async (t) => {
  noneFailed(await crowd.atOnce(WARM_SECONDS));
  const most = await crowd.atOnce(MAX_SECONDS);
  noneFailed(most);
  const rate = most.answered.length / most.seconds;
  t.diagnostic(`at most ${rate.toFixed(0)} answers a second, ${circumstances()}`);
  await addedMs(subject, most);

  const atFirst = await subject.upstream.ask({});
  const watched = watch(subject.service.pid);
  t.after(() => watched.stop());
  const yardstick = await startYardstick();
  t.after(() => yardstick.stop());
  const spells: Measured[] = [];
  const full = Math.floor((PART * rate * SECONDS) / (SPARE * FEWEST_ANSWERS));
  const count = Math.max(1, Math.min(MOST_SPELLS, full));
  for (let i = 0; i < count; i += 1) {
    const spell = await crowd.atRate(PART * rate, SECONDS / count);
    noneFailed(spell);
    const { lateMs } = await yardstick.ask({});
    spells.push({ added: await addedMs(subject, spell), machine: quantile(lateMs, 0.99) });
  }
  const readings = watched.stop();
  const atLast = await subject.upstream.ask({});

  soon(t, spells);
  memoryFlat(t, readings);
  descriptorsFlat(t, readings);
  const opened = atLast.connections - atFirst.connections;
  const requests = atLast.requests - atFirst.requests;
  t.diagnostic(`${opened} connections opened for ${requests} requests to the upstream, ${atLast.open} open`);
  assert.ok(opened <= GOAL_CONNECTIONS * requests, `${opened} connections for ${requests} requests`);
});

function noneFailed({ failures }: Spell): void {
  assert.deepEqual(failures, []);
}

/** The time added to each answer of a spell, and the p99 of what the machine itself was late meanwhile, milliseconds. */
interface Measured {
  readonly added: readonly number[];
  readonly machine: number;
}

function soon(t: TestContext, spells: readonly Measured[]): void {
  const of = (part: number) => spells.map(({ added }) => quantile([...added], part));
  const shown = (values: readonly number[]) =>
    `${median([...values]).toFixed(1)} ms (${values.map((ms) => ms.toFixed(0)).join(', ')})`;
  const count = spells.reduce((sum, { added }) => sum + added.length, 0);
  t.diagnostic(`time added to ${count} answers: p50 ${shown(of(0.5))}, p99 ${shown(of(0.99))}`);
  t.diagnostic(`p99 of an idle process waking up: ${shown(spells.map(({ machine }) => machine))}, ${circumstances()}`);
  const deducted = (machine: number) => Math.min(MOST_WAKING_MS, WAKINGS * machine);
  const over = median(spells.map(({ added, machine }) => quantile([...added], 0.99) - deducted(machine)));
  t.diagnostic(`p99 of the time added, less at most ${MOST_WAKING_MS} ms of the machine's: ${over.toFixed(1)} ms`);
  const fewest = Math.min(...spells.map(({ added }) => added.length));
  assert.ok(fewest >= FEWEST_ANSWERS, `${fewest} answers in a spell are too few to judge`);
  assert.ok(over <= GOAL_MS, `p99 of the time added, less what the machine took, is ${over.toFixed(1)} ms`);
}

/** The last third beside the first. */
function thirds(values: readonly number[]): [first: number[], last: number[]] {
  const third = Math.ceil(values.length / 3);
  return [values.slice(0, third), values.slice(-third)];
}

function memoryFlat(t: TestContext, readings: readonly Footprint[]): void {
  const [first, last] = thirds(readings.map(({ residentMiB }) => residentMiB)).map(median) as [number, number];
  t.diagnostic(`resident memory ${first.toFixed(0)} MiB in the first third, ${last.toFixed(0)} MiB in the last`);
  assert.ok(last <= first + NOISE_MIB, `resident memory grew from ${first} to ${last} MiB`);
}

function descriptorsFlat(t: TestContext, readings: readonly Footprint[]): void {
  const [first, last] = thirds(readings.map(({ descriptors }) => descriptors));
  const [most, mostLater] = [Math.max(...first), Math.max(...last)];
  t.diagnostic(`file descriptors at most ${most} in the first third, ${mostLater} in the last`);
  assert.ok(mostLater <= most, `descriptors grew from ${most} to ${mostLater}`);
}
