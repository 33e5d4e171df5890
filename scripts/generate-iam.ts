import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { iamFiles } from './iam-files.ts';

/** Writes the policies of iam/ anew. `test/iam/files.test.ts` fails when they drift. */
const folder = resolve(import.meta.dirname, '../iam');
mkdirSync(folder, { recursive: true });
for (const [name, text] of iamFiles()) writeFileSync(resolve(folder, name), text);
