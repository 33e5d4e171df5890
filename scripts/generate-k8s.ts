import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runTool } from './deploy-tools.ts';
import { k8sBase } from './k8s-base.ts';

/** Writes what is made of the chart anew: k8s/base, and the chart's README.md. `npm run test:deploy` fails when they drift. */
const root = resolve(import.meta.dirname, '..');
const base = join(root, 'k8s/base');
const files = await k8sBase();
for (const old of globSync('*.yaml', { cwd: base })) rmSync(join(base, old));
for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text);
const docs = await runTool('helm-docs', ['--chart-search-root', join(root, 'charts'), '--sort-values-order', 'file']);
if (docs.code !== 0) throw new Error(docs.output);
