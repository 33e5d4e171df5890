import { MUTANTS } from './mutants.ts';
import { applyMutant, staleness, type Mutant } from './mutant.ts';
import { makeCopies, type Trial } from './trial.ts';

/** One for each of two processors. */
const COPIES = 2;

interface Verdict {
  readonly caught: boolean;
  readonly word: 'caught' | 'SURVIVED' | 'STALE';
  readonly reason: string;
}

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = MUTANTS.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);
const copies = makeCopies(COPIES);
const say = (text: string) => void process.stdout.write(`${text}\n`);

if (chosen.length === 0) {
  say(`No mutant has ${words.join(' or ')} in its name.`);
  end(0, 1);
} else if (await passUnbroken([...new Set(chosen.flatMap(({ tests }) => tests))].toSorted())) {
  const verdicts = await judgeAll(chosen);
  const caught = verdicts.filter((verdict) => verdict.caught).length;
  say(`\n${chosen.length} mutants in ${Math.round(performance.now() / 1000)} s`);
  end(caught, chosen.length - caught);
}

/** Whether every test file passes as long as nothing is broken: what fails anyway would catch all. */
async function passUnbroken(files: readonly string[]): Promise<boolean> {
  let failed = 0;
  await inCopies(files, async (file, root) => {
    const trial = await copies.run(file, root);
    if (trial.outcome === 'passed') return;
    failed += 1;
    say(`Fails unbroken: ${reasonOf(trial, file)}`);
  });
  if (failed > 0) end(0, failed);
  else say(`${files.length} test files pass unbroken.\n`);
  return failed === 0;
}

/** Tries each mutant, and tells of them in the order of the list. */
async function judgeAll(mutants: readonly Mutant[]): Promise<Verdict[]> {
  const width = Math.max(...mutants.map(({ name }) => name.length));
  const verdicts = new Map<Mutant, Verdict>();
  let told = 0;
  await inCopies(mutants, async (mutant, root) => {
    verdicts.set(mutant, await judge(mutant, root));
    for (let next = mutants[told]; next !== undefined && verdicts.has(next); next = mutants[(told += 1)]) {
      const { word, reason } = verdicts.get(next) as Verdict;
      say(`${word.padEnd(8)}  ${next.name.padEnd(width)}  ${reason}`);
    }
  });
  return mutants.flatMap((mutant) => verdicts.get(mutant) ?? []);
}

async function judge(mutant: Mutant, root: string): Promise<Verdict> {
  const stale = staleness(mutant, root);
  if (stale !== undefined) return { caught: false, word: 'STALE', reason: stale };
  const mend = applyMutant(mutant, root);
  const missed: string[] = [];
  try {
    for (const file of mutant.tests) {
      const trial = await copies.run(file, root);
      if (trial.outcome === 'failed') return { caught: true, word: 'caught', reason: `by ${trial.by}` };
      missed.push(reasonOf(trial, file));
    }
  } finally {
    mend();
  }
  return { caught: false, word: 'SURVIVED', reason: missed.join('; ') };
}

function reasonOf(trial: Trial, file: string): string {
  if (trial.outcome === 'passed') return `${file} passes`;
  return trial.outcome === 'failed' ? trial.by : trial.reason;
}

/** Does all of the work, one piece at a time in each copy. */
async function inCopies<T>(work: readonly T[], act: (piece: T, root: string) => Promise<void>): Promise<void> {
  const waiting = [...work];
  await Promise.all(
    copies.roots.map(async (root) => {
      for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) await act(piece, root);
    }),
  );
}

function end(passed: number, failed: number): void {
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
