import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';
import { commandOf, openBench, type Bench, type StepResult } from '../support/workflow-step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CHART = 'charts/cloudwatch-mcp/Chart.yaml';
const manifestShape = z.object({ version: z.string(), repository: z.unknown().optional() });

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  for (const file of ['package.json', 'package-lock.json', CHART, 'scripts/check-version.sh']) {
    cpSync(join(ROOT, file), join(bench.folder, file));
  }
});
afterEach(() => bench.remove());

function manifest(): z.infer<typeof manifestShape> {
  return manifestShape.parse(JSON.parse(readFileSync(join(bench.folder, 'package.json'), 'utf8')));
}

async function checkTag(tag: string): Promise<StepResult> {
  const command = commandOf('release.yml', 'version', 'scripts/check-version.sh');
  return bench.run(command, { cwd: bench.folder, env: { GITHUB_REF_NAME: tag } });
}

void test('the tag of the version that package and chart have is released', async () => {
  assert.deepEqual(await checkTag(`v${manifest().version}`), { code: 0, stdout: '', stderr: '', outputs: '' });
});

void test('another tag is not, and each file that has another version is named', async () => {
  const { code, stderr } = await checkTag('v99.0.0');
  assert.equal(code, 1);
  for (const place of ['package.json', 'package-lock.json', `version in ${CHART}`, `appVersion in ${CHART}`]) {
    assert(stderr.includes(place), `${place}: ${stderr}`);
  }
});

void test('a chart that was left behind stops a release alone', async () => {
  const { version } = manifest();
  const text = readFileSync(join(bench.folder, CHART), 'utf8');
  assert.equal(z.object({ version: z.string() }).parse(parse(text)).version, version);
  writeFileSync(join(bench.folder, CHART), text.replace(/^version: .*$/m, 'version: 0.0.9'));
  const { code, stderr } = await checkTag(`v${version}`);
  assert.equal(code, 1);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, /^version in charts.* is 0\.0\.9/);
});

void test('the package names the repository that published it', async () => {
  const command = commandOf('release.yml', 'npm', 'npm pkg set');
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'owner/name' };
  const { code, stderr } = await bench.run(command, { cwd: bench.folder, env });
  assert.equal(code, 0, stderr);
  assert.deepEqual(manifest().repository, { type: 'git', url: 'git+https://github.com/owner/name.git' });
});
