import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'dist');

// What an older build left would be published with the rest.
rmSync(dist, { recursive: true, force: true });
const compiler = resolve(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status === 0) {
  cpSync(resolve(root, 'src'), dist, { recursive: true, filter: (path) => !path.endsWith('.ts') });
}
process.exitCode = status ?? 1;
