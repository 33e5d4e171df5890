import { totalmem } from 'node:os';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

/** The least part of V8's heap limit that is for old objects where nobody sets either: its young generation is 3/64 of them. */
const OWN_SHARE = 0.95;
const MIB = 1024 * 1024;
/** Spaces of the young generation, and those that do not count against the limit. */
const OTHERS = /^(new_|read_only_|shared_)/;

/** Bytes in use by what outlives a scavenge, garbage that is not collected yet among it. */
export function oldSpaceUsed(): number {
  return getHeapSpaceStatistics().reduce(
    (sum, { space_name: name, space_used_size: bytes }) => (OTHERS.test(name) ? sum : sum + bytes),
    0,
  );
}

/**
 * Bytes of old objects at which V8 ends the process. V8 tells only the limit of old and young ones together, and young ones
 * have 192 MiB of it by default where the old ones' own limit is set.
 * @param options Node's, of the environment and the command line
 */
export function oldSpaceLimit(
  options: string,
  heapLimit = getHeapStatistics().heap_size_limit,
  memory = Math.min(totalmem(), process.constrainedMemory() || Infinity),
): number {
  const flags = [...options.matchAll(/--max[-_]old[-_]space[-_]size([-_]percentage)?[= ]([\d.]+)/g)];
  const set = flags.findLast(([, percent]) => percent !== undefined) ?? flags.at(-1);
  if (set === undefined || Number(set[2]) === 0) return OWN_SHARE * heapLimit;
  const bytes = set[1] === undefined ? Number(set[2]) * MIB : (Number(set[2]) / 100) * memory;
  return Math.min(bytes, heapLimit);
}
