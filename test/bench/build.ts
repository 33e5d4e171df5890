import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Makes `dist/main.js` of `src/`: what a package's users run. */
export function build(): void {
  const root = resolve(import.meta.dirname, '../..');
  const { status } = spawnSync(process.execPath, [resolve(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}
