import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { median, quantile } from '../bench/figures.ts';
import { RAW_CALL_THEN_MS } from '../bench/sections/cpu.ts';
import { gather, type Spell } from './crowd.ts';
import { footprint, watch, type Footprint } from './footprint.ts';
import { startSpeedGauge, type SpeedGauge } from './speed-gauge.ts';
import { addedMs, circumstances, startSubject, tokenOf, UNPACED } from './subject.ts';

const CLIENTS = 200;
/** How long the clients ask at the rate that is measured; fewer to try the test itself. */
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
/** How long all clients ask as fast as they are answered: to warm up, then to find the most that is answered. */
const WARM_SECONDS = Math.min(8, SECONDS);
const MAX_SECONDS = Math.min(10, SECONDS);
/** How long they then ask at the rate itself before it is measured. */
const SETTLE_SECONDS = MAX_SECONDS;
/** The part of that rate at which a service is run. */
const PART = 0.7;
/** The time is divided into so many at most; a figure is their median, so that a machine that falters once decides nothing. */
const MOST_SPELLS = 6;
/** A p99 of fewer answers is that of a handful. */
const FEWEST_ANSWERS = 500;
/** Questions come by chance: a spell is as long as so many times the fewest answers take. */
const SPARE = 1.2;

/** On the machine where it was set: on another one as much more as a raw call of the AWS SDK takes there. */
const GOAL_MS = 25;
/** How many times slower than that one a machine may be: the goal does not grow further. */
const SLOWEST = 2;
/** What a process takes that nothing but the processor bounds, with what helps it collect garbage. */
const BUSY_CORES = 0.8;
/** New connections to the upstream, a request. */
const GOAL_CONNECTIONS = 0.01;
/** By which the resident memory of a process that gains nothing rises and falls. */
const NOISE_MIB = 12;

let gauge: SpeedGauge | undefined;
before(async () => {
  gauge = await startSpeedGauge();
});
after(() => gauge?.stop());

test('200 clients ask at 70 % of the rate that the pace for log searches allows: all are answered, soon, and nothing grows', async (t) => {
  await hold(t, {});
});

test('the same at 70 % of the rate that the processor allows', async (t) => {
  const cores = await hold(t, UNPACED);
  assert.ok(
    cores >= BUSY_CORES,
    `at the maximum rate the service took ${cores.toFixed(2)} of a core: something else bounds it`,
  );
});

/** Resolves to the cores that the service took at the maximum rate. */
async function hold(t: TestContext, env: Readonly<Record<string, string>>): Promise<number> {
  const tokens = Array.from({ length: CLIENTS }, (_, i) => tokenOf(i));
  const subject = await startSubject({ tokens, env });
  t.after(() => subject.stop());
  const crowd = await gather(subject.service.port, tokens, subject.next);
  t.after(() => crowd.leave());
  noneFailed(await crowd.atOnce(WARM_SECONDS));
  const atStart = footprint(subject.service.pid).cpuSeconds;
  const most = await crowd.atOnce(MAX_SECONDS);
  noneFailed(most);
  const cores = (footprint(subject.service.pid).cpuSeconds - atStart) / most.seconds;
  const rate = most.answered.length / most.seconds;
  t.diagnostic(`at most ${rate.toFixed(0)} answers a second by ${cores.toFixed(2)} cores, ${circumstances()}`);
  // What a burst left is collected, and code is compiled for good, at the rate itself.
  noneFailed(await crowd.atRate(PART * rate, SETTLE_SECONDS));
  // What the upstream keeps of these is not asked about.
  await subject.upstream.ask({ held: true });

  const atFirst = await subject.upstream.ask({});
  const watched = watch(subject.service.pid);
  t.after(() => watched.stop());
  const spells: Measured[] = [];
  const full = Math.floor((PART * rate * SECONDS) / (SPARE * FEWEST_ANSWERS));
  const count = Math.max(1, Math.min(MOST_SPELLS, full));
  for (let i = 0; i < count; i += 1) {
    const spell = await crowd.atRate(PART * rate, SECONDS / count);
    noneFailed(spell);
    spells.push({ added: await addedMs(subject, spell), rawMs: (await gauge?.rawCallMs()) ?? Number.NaN });
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
  return cores;
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
  const goalMs = spells.map(({ rawMs }) => GOAL_MS * Math.min(SLOWEST, rawMs / RAW_CALL_THEN_MS));
  const part = median(spells.map(({ added }, i) => quantile([...added], 0.99) / (goalMs[i] as number)));
  t.diagnostic(
    `p99 of the time added is ${part.toFixed(2)} of what ${GOAL_MS} ms are on this machine, ${shown(goalMs)}`,
  );
  const fewest = Math.min(...spells.map(({ added }) => added.length));
  if (SECONDS >= 60) assert.ok(fewest >= FEWEST_ANSWERS, `${fewest} answers in a spell are too few to judge`);
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
