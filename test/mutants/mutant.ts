import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One way to break the product that a test must notice. */
export interface Mutant {
  /** `cursor: one of another question is taken`: the place, then what goes wrong. */
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files, the likeliest first: those after the one that turns red are not run. */
  readonly tests: readonly [string, ...string[]];
}

/** Why a mutant cannot be applied to the tree at `root`; undefined where it can. */
export function staleness({ file, find, replace }: Mutant, root: string): string | undefined {
  const times = readFileSync(join(root, file), 'utf8').split(find).length - 1;
  if (find === replace) return 'changes nothing';
  return times === 1 ? undefined : `its text stands ${times} times in ${file}, not once: ${find}`;
}

/** Breaks the tree at `root`; the function given back mends it. */
export function applyMutant({ file, find, replace }: Mutant, root: string): () => void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.split(find).join(replace));
  return () => writeFileSync(path, text);
}
