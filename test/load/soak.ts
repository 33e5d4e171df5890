/**
 * `npm run soak [-- minutes]`: 200 clients ask at half the maximum rate for 20 minutes. Prints what the service holds of the
 * machine as time goes by, and which objects there are more of at the end than at the start. Ends with 1 where a call
 * failed or something grew.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, quantile } from '../bench/figures.ts';
import { gather, type Spell } from './crowd.ts';
import { footprint, type Footprint } from './footprint.ts';
import { growthOf, liveBytes, snapshotFlags, takeCensus, type HeapCensus } from './heap-snapshot.ts';
import { addedMs, circumstances, startSubject, tokenOf, UNPACED } from './subject.ts';

const CLIENTS = 200;
const PART = 0.5;
/** Rows of the table. */
const SPELLS = 20;
const SHOWN = 15;
const MIB = 1024 ** 2;
/** What may be more at the end where nothing is gained: caches that are full at times, code compiled late. */
const HEAP_NOISE_MIB = 6;
const RESIDENT_NOISE_MIB = 15;

const minutes = Number(process.argv[2] ?? 20);
if (!(minutes > 0)) {
  process.stderr.write('npm run soak -- <minutes>, a number above 0.\n');
  process.exit(2);
}

/** How long all clients ask as fast as they are answered, to warm up and to find the most. */
const MAX_SECONDS = Math.min(10, minutes * 20);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const mib = (bytes: number): string => (bytes / MIB).toFixed(2);

interface Row extends Footprint {
  readonly calls: number;
  readonly failed: number;
  readonly p99: number;
  readonly connections: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-soak-'));
const tokens = Array.from({ length: CLIENTS }, (_, i) => tokenOf(i));
const subject = await startSubject({ tokens, env: UNPACED, execArgv: snapshotFlags(folder) });
const { pid } = subject.service;
const crowd = await gather(subject.service.port, tokens, subject.next);
const failures: string[] = [];
try {
  const sound = (spell: Spell): Spell => {
    failures.push(...spell.failures);
    return spell;
  };
  sound(await crowd.atOnce(MAX_SECONDS));
  const most = sound(await crowd.atOnce(MAX_SECONDS));
  const rate = PART * (most.answered.length / most.seconds);
  // Caches fill, and code is compiled for good, at the rate of the soak itself.
  sound(await crowd.atRate(rate, Math.min(60, minutes * 20)));
  await addedMs(subject, most);
  const atFirst = await takeCensus(pid, folder, () => subject.service.cpuMs());
  print(`${minutes} min at ${rate.toFixed(0)} calls/s, half of the most, of ${CLIENTS} clients; ${circumstances()}\n`);
  print('| minute | calls | failed | p99 added, ms | resident, MiB | descriptors | connections opened to upstream |');
  print('|---|---|---|---|---|---|---|');
  const rows: Row[] = [];
  for (let i = 0; i < SPELLS; i += 1) {
    const { connections } = await subject.upstream.ask({ held: true });
    const spell = sound(await crowd.atRate(rate, (minutes * 60) / SPELLS));
    const opened = (await subject.upstream.ask({})).connections - connections;
    const added = await addedMs(subject, spell);
    const row: Row = {
      ...footprint(pid),
      calls: spell.answered.length,
      failed: spell.failures.length,
      p99: quantile(added, 0.99),
      connections: opened,
    };
    rows.push(row);
    const minute = (((i + 1) * minutes) / SPELLS).toFixed(1);
    print(
      `| ${minute} | ${row.calls} | ${row.failed} | ${row.p99.toFixed(1)} | ${row.residentMiB.toFixed(0)} | ${row.descriptors} | ${row.connections} |`,
    );
  }
  const atLast = await takeCensus(pid, folder, () => subject.service.cpuMs());
  printGrowth(atFirst, atLast);
  const wrong = [...failures, ...grown(rows, atFirst, atLast)];
  print(wrong.length === 0 ? '\nNothing failed, nothing grew.' : `\n${wrong.join('\n')}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  crowd.leave();
  await subject.stop();
  rmSync(folder, { recursive: true });
}

function printGrowth(before: HeapCensus, after: HeapCensus): void {
  print(
    `\nLive objects: ${mib(liveBytes(before))} MiB at the start, ${mib(liveBytes(after))} MiB at the end. What grew most:\n`,
  );
  print('| constructor | objects at the start | at the end | MiB at the start | at the end |');
  print('|---|---|---|---|---|');
  for (const { constructor, count, bytes } of growthOf(before, after).slice(0, SHOWN)) {
    print(`| ${constructor} | ${count[0]} | ${count[1]} | ${mib(bytes[0])} | ${mib(bytes[1])} |`);
  }
}

/** What there is more of, in words. */
function grown(rows: readonly Row[], before: HeapCensus, after: HeapCensus): string[] {
  const third = Math.ceil(rows.length / 3);
  const [first, last] = [rows.slice(0, third), rows.slice(-third)];
  const resident = (some: readonly Row[]) => median(some.map(({ residentMiB }) => residentMiB));
  const descriptors = (some: readonly Row[]) => Math.max(...some.map((row) => row.descriptors));
  const heap = (liveBytes(after) - liveBytes(before)) / MIB;
  return [
    ...(heap > HEAP_NOISE_MIB ? [`Live objects grew by ${heap.toFixed(1)} MiB.`] : []),
    ...(resident(last) - resident(first) > RESIDENT_NOISE_MIB
      ? [`Resident memory grew from ${resident(first).toFixed(0)} to ${resident(last).toFixed(0)} MiB.`]
      : []),
    ...(descriptors(last) > descriptors(first)
      ? [`File descriptors grew from ${descriptors(first)} to ${descriptors(last)}.`]
      : []),
  ];
}
