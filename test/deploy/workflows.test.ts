import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { missing } from '../../scripts/deploy-tools.ts';
import { findDeployTool } from '../../scripts/find-deploy-tool.ts';
import { readWorkflows, type Workflow } from '../support/workflows.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const workflows = readWorkflows();

/** What a job may do beyond reading the repository. A job that is not here may do no more than that. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  'ci-cloudwatch.yml › image': ['contents: read', 'id-token: write'],
  'ci-cloudwatch.yml › deploy': ['contents: read', 'id-token: write'],
  'deploy-cloudwatch.yml › demo': ['contents: read', 'id-token: write'],
  'deploy-cloudwatch.yml › jarvis': ['contents: read', 'id-token: write'],
  'release.yml › chart': ['contents: read', 'id-token: write', 'packages: write'],
  'release.yml › npm': ['contents: read', 'id-token: write'],
  'release.yml › github': ['contents: write'],
};

function workflowOf(file: string): Workflow {
  const found = workflows.find((workflow) => workflow.file === file);
  assert(found, file);
  return found;
}

const jobs = workflows.flatMap(({ file, jobs: all }) =>
  Object.entries(all).map(([name, job]) => ({ where: `${file} › ${name}`, ...job })),
);

/** A program's exit code and words, at the root of the repository. */
function lint(name: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(findDeployTool(name) ?? name, args, { cwd: ROOT, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

void test('there are four workflows', () => {
  assert.deepEqual(
    workflows.map(({ file }) => file),
    ['ci-cloudwatch.yml', 'ci.yml', 'deploy-cloudwatch.yml', 'release.yml'],
  );
});

void test('actionlint has nothing against them', { skip: missing('actionlint') }, () => {
  const files = workflows.map(({ file }) => `.github/workflows/${file}`);
  assert.deepEqual(lint('actionlint', ['-no-color', ...files]), { status: 0, output: '' });
});

void test('nor has zizmor, in its pedantic mood', { skip: missing('zizmor') }, () => {
  const { status, output } = lint('zizmor', ['--offline', '--pedantic', '--strict-collection', '.github']);
  assert.equal(status, 0, output);
});

void test('every action is pinned to a commit, with its version beside it, and to one version throughout', () => {
  const pins = new Map<string, string>();
  for (const { file, text } of workflows) {
    for (const [, action = '', rest = ''] of text.matchAll(/^[ -]*uses: *([^@\s.][^@\s]*)(.*)$/gm)) {
      assert.match(rest, /^@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${action} in ${file}`);
      assert.equal(pins.get(action) ?? rest, rest, `${action} in ${file}`);
      pins.set(action, rest);
    }
  }
  assert(pins.has('actions/checkout'));
});

void test('a job has the permissions it needs, a workflow none', () => {
  for (const { file, permissions } of workflows) assert.deepEqual(permissions, {}, file);
  for (const { where, permissions = {} } of jobs) {
    const grants = Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}`);
    assert.deepEqual(grants.toSorted(), GRANTS[where] ?? ['contents: read'], where);
  }
});

void test('no checkout leaves the token on the disk', () => {
  for (const { where, steps } of jobs) {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: given } of checkouts) assert.equal(given?.['persist-credentials'], false, where);
  }
});

void test('no expression is pasted into a command', () => {
  for (const { where, steps } of jobs) {
    for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/, where);
  }
});

void test('every workflow says what may run beside it, every job when it has hung', () => {
  for (const { file, concurrency } of workflows) assert(concurrency, file);
  for (const { where, uses, 'timeout-minutes': minutes = 0 } of jobs) {
    assert(uses !== undefined || (minutes > 0 && minutes <= 60), where);
  }
});

void test('npm test finds there what its tests need beside', () => {
  const steps = workflowOf('ci.yml').jobs['test']?.steps ?? [];
  const at = (words: string) => steps.findIndex(({ run }) => run?.includes(words));
  for (const suite of ['npm test', 'npm run test:access', 'npm run test:pod', 'npm run test:security']) {
    const { env } = steps[at(suite)] ?? {};
    const programs = suite.endsWith(':security') ? ['MINISTACK', 'MOTO_SERVER', 'PYTHON'] : ['MOTO_SERVER', 'PYTHON'];
    assert.deepEqual(Object.keys(env ?? {}), programs, suite);
    for (const words of [
      'install -q -y --no-install-recommends prometheus',
      'integration/requirements.txt',
      'integration/ministack.txt',
    ]) {
      assert(at(words) >= 0 && at(words) < at(suite), words);
    }
  }
});

void test('so does test:clients', () => {
  const steps = workflowOf('ci.yml').jobs['clients']?.steps ?? [];
  const runs = steps.flatMap(({ run }) => run ?? []);
  assert.equal(runs.at(-1), 'npm run test:clients');
  assert.deepEqual(Object.keys(steps.at(-1)?.env ?? {}), ['CLIENTS_PYTHON']);
  assert.equal(runs.includes('npm ci --prefix test/clients'), true);
  assert.equal(
    runs.some((run) => run.includes('test/clients/requirements.txt')),
    true,
  );
});

void test('what is built or published has passed the tests', () => {
  assert.equal(workflowOf('ci-cloudwatch.yml').jobs['image']?.needs, 'test');
  for (const name of ['chart', 'npm']) {
    assert.deepEqual(workflowOf('release.yml').jobs[name]?.needs, ['test', 'version'], name);
  }
  for (const file of ['ci-cloudwatch.yml', 'release.yml']) {
    assert.equal(workflowOf(file).jobs['test']?.uses, './.github/workflows/ci.yml', file);
  }
});

void test('jarvis follows jarvis-demo, in an environment of its own where approval is asked', () => {
  const { demo, jarvis } = workflowOf('deploy-cloudwatch.yml').jobs;
  assert.deepEqual([demo?.environment, jarvis?.environment], ['jarvis-demo', 'jarvis']);
  assert.equal(jarvis?.needs, 'demo');
});

void test('both namespaces get the same steps', () => {
  const { demo, jarvis } = workflowOf('deploy-cloudwatch.yml').jobs;
  const said = JSON.stringify(demo?.steps).replaceAll('jarvis-demo', 'jarvis');
  assert.equal(said, JSON.stringify(jarvis?.steps));
});
