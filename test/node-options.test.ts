import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { V8_OPTIONS } from './bench/processes.ts';

const flags = V8_OPTIONS.join(' ');

for (const file of [
  'package.json',
  'README.md',
  'Dockerfile',
  'charts/cloudwatch-mcp/templates/_helpers.tpl',
  'k8s/base/deployment.yaml',
]) {
  test(`${file} starts Node with what is measured`, () => {
    const lines = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').split('\n');
    const set = lines.filter((line) => /--(max-semi-space|v8-pool)-size/.test(line));
    assert.ok(set.length > 0);
    for (const line of set) assert.ok(line.includes(flags), line);
  });
}
