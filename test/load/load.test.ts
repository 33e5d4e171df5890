import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { median, quantile } from '../bench/figures.ts';
import { build } from '../bench/build.ts';
import { RAW_CALL_THEN_MS } from '../bench/sections/cpu.ts';
import { gather, type Spell } from './crowd.ts';
import { watch, type Footprint } from './footprint.ts';
import { startRawCall, type RawCall } from './raw-call.ts';
import { addedMs, circumstances, startSubject, tokenOf, UNPACED } from './subject.ts';

const CLIENTS = 200;
/** How long the clients ask at the rate that is measured; fewer to try the test itself. */
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
/** How long all clients ask as fast as they are answered: to warm up, then to find the most that is answered. */
const WARM_SECONDS = Math.min(8, SECONDS);
const MAX_SECONDS = Math.min(10, SECONDS);
const SETTLE_SECONDS = MAX_SECONDS;
/** The part of that rate at which a service is run. */
const PART = 0.7;
/** The time is divided into so many at most; a figure is their median, so that a machine that falters once decides nothing. */
const MOST_SPELLS = 6;
/** A p99 of fewer answers is that of a handful. */
const FEWEST_ANSWERS = 500;
/** Questions come by chance: a spell is as long as so many times the fewest answers take. */
const SPARE = 1.2;

/** On the machine where it was set: on another one as much more or less as a raw call of the AWS SDK takes there. */
const GOAL_MS = 25;
/** New connections to the upstream, a request. */
const GOAL_CONNECTIONS = 0.01;
/** By which the resident memory of a process that gains nothing rises and falls. */
const NOISE_MIB = 12;

let rawCall: RawCall;
before(async () => {
  build();
  rawCall = await startRawCall();
});
after(() => rawCall.stop());

test('200 clients ask at 70 % of the maximum rate, as it is installed: all are answered, soon, and nothing grows', (t) =>
  hold(t, {}));

test('the same where no pace for log searches bounds the rate, but the processor does', (t) => hold(t, UNPACED));

async function hold(t: TestContext, env: Readonly<Record<string, string>>): Promise<void> {
  const tokens = Array.from({ length: CLIENTS }, (_, i) => tokenOf(i));
  const subject = await startSubject({ tokens, env }, 'dist/main.js');
  t.after(() => subject.stop());
  const crowd = await gather(subject.service.port, tokens, subject.next);
  t.after(() => crowd.leave());
  noneFailed(await crowd.atOnce(WARM_SECONDS));
  const most = await crowd.atOnce(MAX_SECONDS);
  noneFailed(most);
  const rate = most.answered.length / most.seconds;
  t.diagnostic(`at most ${rate.toFixed(0)} answers a second, ${circumstances()}`);
  // What a burst left is collected, and code is compiled for good, at the rate itself.
  noneFailed(await crowd.atRate(PART * rate, SETTLE_SECONDS));
  await addedMs(subject, most);

  const atFirst = await subject.upstream.ask({});
  const watched = watch(subject.service.pid);
  t.after(() => watched.stop());
  const spells: Measured[] = [];
  const full = Math.floor((PART * rate * SECONDS) / (SPARE * FEWEST_ANSWERS));
  const count = Math.max(1, Math.min(MOST_SPELLS, full));
  for (let i = 0; i < count; i += 1) {
    const spell = await crowd.atRate(PART * rate, SECONDS / count);
    noneFailed(spell);
    spells.push({ added: await addedMs(subject, spell), rawMs: await rawCall.costMs() });
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
}

function noneFailed({ failures }: Spell): void {
  assert.deepEqual(failures, []);
}

/** The time added to each answer of a spell, and what a raw call took right after it, milliseconds. */
interface Measured {
  readonly added: readonly number[];
  readonly rawMs: number;
}

function soon(t: TestContext, spells: readonly Measured[]): void {
  const of = (part: number) => spells.map(({ added }) => quantile([...added], part));
  const shown = (values: readonly number[], digits = 0) =>
    `${median([...values]).toFixed(1)} ms (${values.map((ms) => ms.toFixed(digits)).join(', ')})`;
  const count = spells.reduce((sum, { added }) => sum + added.length, 0);
  t.diagnostic(`time added to ${count} answers: p50 ${shown(of(0.5))}, p99 ${shown(of(0.99))}`);
  t.diagnostic(
    `a raw DescribeAlarms: ${shown(
      spells.map(({ rawMs }) => rawMs),
      2,
    )}, ${circumstances()}`,
  );
  const goalMs = spells.map(({ rawMs }) => (GOAL_MS * rawMs) / RAW_CALL_THEN_MS);
  const part = median(spells.map(({ added }, i) => quantile([...added], 0.99) / (goalMs[i] as number)));
  t.diagnostic(
    `p99 of the time added is ${part.toFixed(2)} of what ${GOAL_MS} ms are on this machine, ${shown(goalMs)}`,
  );
  const fewest = Math.min(...spells.map(({ added }) => added.length));
  assert.ok(fewest >= FEWEST_ANSWERS, `${fewest} answers in a spell are too few to judge`);
  assert.ok(part <= 1, `p99 of the time added is ${part.toFixed(2)} of the goal`);
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
