import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { ANYONE } from '../../src/principal.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { TEST_NOW } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';
import { nearMisses, type Args } from './arguments.ts';
import { probes } from './probe.ts';
import { vocabulary } from './questions.ts';
import { check, firstFailure, runProbes, type Run, type Tally } from './run.ts';
import { FULL, RUNS, SEED } from './size.ts';
import { createSubject, type Subject } from './subject.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { watchProcess } from './watch-process.ts';

const SETUPS = [
  { tokens: 6_000, regions: ['us-east-1'] },
  { tokens: 1_000, regions: ['us-east-1', 'eu-west-1'] },
  { tokens: 6_000, regions: ['us-east-1', 'eu-west-1', 'ap-southeast-2'] },
];
/** Probes drawn at once. */
const BATCH = 100;
/** Of the questions that this world can answer, this share must be: a fuzz that is refused at the door tries nothing. */
const LEAST_ANSWERED = 0.3;
/** Questions around which near misses are made, where test/support/questions.ts has none. */
const PROMQL_BASES: Readonly<Record<string, Args>> = {
  query_prometheus: { query: 'up', source: 'main' },
  query_prometheus_range: { query: 'up', source: 'main' },
  find_prometheus_series: { match: 'up', source: 'main' },
};
/** Takes no parameters, so there is little to try. */
const SMALL = 'get_server_info';
/** Reads a day of a region by some twenty calls: on a busy machine most of its answers come too late. */
const SLOW = 'get_bedrock_usage_report';
/** Go on with what another tool started: ids that are made up are of nothing. */
const BY_ID = new Set(['get_logs_insights_results', 'stop_logs_insights_query', 'get_log_record']);

const words = vocabulary(makeWorld('us-east-1', TEST_NOW));
const uncaught = watchProcess();
let upstream: Upstream;
let subjects: Subject[];
before(async () => {
  upstream = await startUpstream();
  subjects = SETUPS.map((setup) => createSubject(setup, upstream));
});
after(async () => {
  for (const { service } of subjects) service.close();
  await upstream.close();
});

for (const [place, { name }] of TOOLS.entries()) {
  test(`whatever ${name} is asked, it answers in its words, its budget and its time`, async (t) => {
    const tally: Tally = new Map();
    const seed = SEED + place * 10_000;
    const share = (RUNS * 0.95) / (TOOLS.length - 1);
    const least = name === SMALL ? share / 20 : share;
    let calls = await askNearMisses(name, tally);
    for (let batch = 0; calls < least; batch += 1) {
      const numRuns = Math.min(BATCH, Math.ceil(least - calls));
      const { run, tool } = runOf(name, batch, tally);
      calls += await runProbes(run, probes(tool, words), seed + batch, numRuns);
    }
    const { asked = 0, answered = 0 } = tally.get('sensible') ?? {};
    assert.ok(
      BY_ID.has(name) || (answered > 0 && answered >= asked * (name === SLOW ? 0 : LEAST_ANSWERED)),
      `only ${answered} of ${asked} sensible questions were answered`,
    );
    t.diagnostic(`${calls} calls: ${[...tally].map(([kind, n]) => `${kind} ${n.answered} of ${n.asked}`).join(', ')}`);
  });
}

test('afterwards nothing is left open, and nothing was thrown past its catcher', async () => {
  assert.equal(await upstream.idle(), 0);
  assert.deepEqual(uncaught, []);
});

/** A run against one of the set-ups, and the tool as it is published there. */
function runOf(name: string, turn: number, tally: Tally) {
  const subject = subjects[turn % subjects.length];
  const tool = subject?.services.published(ANYONE).find((published) => published.name === name);
  assert.ok(subject && tool);
  const run: Run = { subject, tool: name, tally };
  return { run, tool };
}

/** All near misses of a tool's enums and times; of a smaller run every so manieth. @returns calls made */
async function askNearMisses(name: string, tally: Tally): Promise<number> {
  const { run, tool } = runOf(name, 1, tally);
  const base = QUESTIONS.find(([asked]) => asked === name)?.[1] ?? PROMQL_BASES[name] ?? { source: 'main' };
  const step = Math.max(1, Math.round(FULL / RUNS));
  const misses = nearMisses(tool, base).filter((_, i) => i % step === 0);
  const failed = await firstFailure(misses, async (args) => {
    await check(run, { kind: 'near miss', args, next: [] });
  });
  if (failed !== undefined) throw failed.error;
  return misses.length;
}
