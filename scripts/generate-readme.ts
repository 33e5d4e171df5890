import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generateReadme } from './readme-parts.ts';

/** Writes the generated parts of README.md anew. `test/readme.test.ts` fails when they drift. */
const path = resolve(import.meta.dirname, '../README.md');
writeFileSync(path, await generateReadme(readFileSync(path, 'utf8')));
