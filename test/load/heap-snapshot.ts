import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until.ts';

/** What of a heap is live: objects and their own bytes by the constructor, or the kind of what has none. */
export type HeapCensus = ReadonlyMap<string, { readonly count: number; readonly bytes: number }>;

/** SIGUSR2 ends the service. */
const SIGNAL = 'SIGWINCH';

/** How Node must be started for `takeCensus`. */
export const snapshotFlags = (folder: string): readonly string[] => [
  `--heapsnapshot-signal=${SIGNAL}`,
  `--diagnostic-dir=${folder}`,
];

const WITHIN_MS = 120_000;

/**
 * Has the process write a heap snapshot, which collects its garbage first, and counts what is in it.
 * @param answers resolves when the process answers: it stands still while it writes
 */
export async function takeCensus(pid: number, folder: string, answers: () => Promise<unknown>): Promise<HeapCensus> {
  const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
  process.kill(pid, SIGNAL);
  await until('the heap snapshot is begun', () => files().length > 0, WITHIN_MS);
  // A request that meets the standstill may be cut.
  const answered = () =>
    answers().then(
      () => true,
      () => false,
    );
  await until('the process answers again', answered, WITHIN_MS);
  const file = join(folder, files()[0] ?? '');
  const census = countHeap(readFileSync(file, 'utf8'));
  rmSync(file);
  return census;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly node_types: [string[], ...unknown[]] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** @param text a heap snapshot as V8 writes it */
export function countHeap(text: string): HeapCensus {
  const { snapshot, nodes, strings } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  const census = new Map<string, { count: number; bytes: number }>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0][nodes[at + type] ?? -1] ?? 'unknown';
    const key = kind === 'object' ? (strings[nodes[at + name] ?? -1] ?? '') : `(${kind})`;
    const known = census.get(key) ?? { count: 0, bytes: 0 };
    known.count += 1;
    known.bytes += nodes[at + size] ?? 0;
    census.set(key, known);
  }
  return census;
}

export interface Growth {
  readonly constructor: string;
  readonly count: readonly [before: number, after: number];
  readonly bytes: readonly [before: number, after: number];
}

/** What grew, by bytes, the most first. */
export function growthOf(before: HeapCensus, after: HeapCensus): Growth[] {
  return [...after]
    .map(([constructor, { count, bytes }]): Growth => {
      const then = before.get(constructor) ?? { count: 0, bytes: 0 };
      return { constructor, count: [then.count, count], bytes: [then.bytes, bytes] };
    })
    .filter(({ bytes: [then, now] }) => now > then)
    .toSorted((a, b) => b.bytes[1] - b.bytes[0] - (a.bytes[1] - a.bytes[0]));
}

/** Bytes of all live objects. */
export function liveBytes(census: HeapCensus): number {
  let sum = 0;
  for (const { bytes } of census.values()) sum += bytes;
  return sum;
}
