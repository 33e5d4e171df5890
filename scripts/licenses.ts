import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of the packages that a bundle is made of, as their authors ask for: each text once, under the names and
 * versions of its packages.
 * @param inputs paths of the bundled files, from `root`
 * @throws Error for a package that names no licence
 */
export function licensesOf(inputs: readonly string[], root: string): string {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const byText = Map.groupBy([...folders].toSorted(), (folder) => textOf(join(root, folder)));
  const parts = [...byText].map(
    ([text, names]) => `${names.map((folder) => titleOf(join(root, folder))).join('\n')}\n\n${text}\n`,
  );
  return parts.join(`\n${'-'.repeat(72)}\n\n`);
}

function titleOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  if (typeof license !== 'string') throw new Error(`${String(name)} names no licence`);
  return `${String(name)} ${String(version)}: ${license}`;
}

function textOf(folder: string): string {
  const files = globSync('{LICENSE,LICENCE,NOTICE,license,License}{,.md,.txt,-MIT}', { cwd: folder }).toSorted();
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
}
