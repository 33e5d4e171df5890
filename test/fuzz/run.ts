import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { judge } from './judge.ts';
import type { Kind, Probe } from './probe.ts';
import { TIMEOUT_SECONDS, type Asked, type Subject } from './subject.ts';

/** Calls under way at a time: those that wait for their deadline hold nobody up. */
const CONCURRENCY = 8;
/** How long a failing probe is made smaller, milliseconds. */
const SHRINK_MS = 20_000;
/** A machine under load answers this much after the deadline, milliseconds; what is later is asked again, alone. */
const SLACK_MS = 500;
const ATTEMPTS_ALONE = 3;
/** How arguments are shown; the seed and the path give them whole. */
const SHORT = { depth: 8, maxStringLength: 400 };

/** Calls that ended in their time, by where their arguments come from, and those of them that were answered. */
export type Tally = Map<Kind, { asked: number; answered: number }>;

export interface Run {
  readonly subject: Subject;
  readonly tool: string;
  readonly tally: Tally;
}

/**
 * Asks probes of one tool, many at a time, and holds every answer to what is promised.
 * @returns calls made
 * @throws with the seed and the smallest probe found that fails
 */
export async function runProbes(run: Run, probe: fc.Arbitrary<Probe>, seed: number, numRuns: number): Promise<number> {
  const drawn = fc.sample(probe, { seed, numRuns });
  let calls = 0;
  const failed = await firstFailure(drawn, async (one) => {
    const made = await check(run, one);
    calls += made;
  });
  if (failed === undefined) return calls;
  const property = fc.asyncProperty(probe, async (one) => void (await check({ ...run, tally: new Map() }, one)));
  const smallest = await fc.check(property, {
    seed,
    path: String(failed.index),
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_MS,
    markInterruptAsFailure: true,
  });
  const found = smallest.errorInstance ?? failed.error;
  throw new Error(
    `${run.tool}, ${run.subject.tokens} tokens, regions ${run.subject.regions.join(',')}, seed ${seed}, path ${failed.index}: ${messageOf(found)}\nSmallest: ${inspect(smallest.counterexample?.[0], SHORT)}`,
  );
}

/** Runs the tasks and gives the first, in their order, that failed. */
export async function firstFailure<T>(
  items: readonly T[],
  task: (item: T) => Promise<void>,
): Promise<{ index: number; error: unknown } | undefined> {
  const waiting = [...items.entries()];
  const failures: { index: number; error: unknown }[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && failures.length === 0; next = waiting.shift()) {
      const [index, item] = next;
      await task(item).catch((error: unknown) => failures.push({ index, error }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return failures.toSorted((a, b) => a.index - b.index)[0];
}

/** Asks one probe, and its further calls. @returns calls made */
export async function check(run: Run, probe: Probe): Promise<number> {
  let asked = await checkCall(run, probe, probe.args);
  let calls = 1;
  for (const next of probe.next) {
    if (typeof probe.args !== 'object' || probe.args === null) break;
    const cursor = next(asked.answer.structured?.cursor, run.tool, probe.args);
    asked = await checkCall(run, probe, { ...probe.args, cursor });
    calls += 1;
  }
  return calls;
}

async function checkCall(run: Run, probe: Probe, args: unknown): Promise<Asked> {
  const caller = new AbortController();
  if (probe.leaves === 'before') caller.abort();
  if (probe.leaves === 'during') setImmediate(() => caller.abort());
  try {
    let asked = await run.subject.ask(run.tool, args, caller.signal);
    judge(asked, run.subject.tokens);
    for (let attempt = 1; attempt <= ATTEMPTS_ALONE && isLate(asked); attempt += 1) {
      asked = await alone(() => run.subject.ask(run.tool, args, caller.signal));
    }
    assert.ok(!isLate(asked), `answered after ${Math.round(asked.durationMs)} ms: ${asked.answer.text.slice(0, 300)}`);
    count(run.tally, probe.kind, asked);
    return asked;
  } catch (error) {
    throw new Error(`${messageOf(error)}\nArguments: ${inspect(args, SHORT)}`, { cause: error });
  }
}

function isLate({ durationMs }: Asked): boolean {
  return durationMs > TIMEOUT_SECONDS * 1000 + SLACK_MS;
}

let line = Promise.resolve();
/** One such task at a time. Others may be under way, but each of them ends by its own deadline. */
function alone<T>(task: () => Promise<T>): Promise<T> {
  const result = line.then(task);
  line = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}

/** A call that a busy machine kept from its answer says nothing about the question. */
function count(tally: Tally, kind: Kind, { outcome }: Asked): void {
  if (outcome === 'timeout' || outcome === 'cancelled') return;
  const { asked, answered } = tally.get(kind) ?? { asked: 0, answered: 0 };
  tally.set(kind, { asked: asked + 1, answered: answered + (outcome === 'ok' ? 1 : 0) });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
