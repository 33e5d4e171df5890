import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { missing } from '../../scripts/deploy-tools.ts';
import { findDeployTool } from '../../scripts/find-deploy-tool.ts';
import { commandOf, openBench, type Bench, type StepResult } from '../support/workflow-step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const ENV = {
  REGISTRY: '111122223333.dkr.ecr.us-east-1.amazonaws.com',
  REPOSITORY: 'cloudwatch-mcp',
  DIGEST,
  ROLE_ARN: 'arn:aws:iam::111122223333:role/CloudWatchMCPServerRole',
};

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.stub('helm', '');
  bench.stub('kubectl', '');
});
afterEach(() => bench.remove());

async function deploy(job: string, env: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const command = commandOf('deploy-cloudwatch.yml', job, 'scripts/deploy.sh');
  return bench.run(command, { cwd: ROOT, env: { ...ENV, ...env } });
}

/** kubectl's `exec` ends with the command's code and says so; its own failures are 1 and say something else. */
function execEnds(code: number, words = `command terminated with exit code ${code}`): void {
  bench.stub('kubectl', `if [ "$1" = exec ]; then echo '${words}' >&2; exit ${code}; fi`);
}

for (const [job, namespace] of [
  ['demo', 'jarvis-demo'],
  ['jarvis', 'jarvis'],
] as const) {
  void test(`${namespace} gets the chart with the image by digest, is waited for and asked whether it works`, async () => {
    const { code, stderr } = await deploy(job);
    assert.equal(code, 0, stderr);
    const [upgrade = [], rollout, doctor, ...others] = bench.calls();
    assert.deepEqual(upgrade.slice(0, 5), ['helm', 'upgrade', '--install', 'cloudwatch-mcp', 'charts/cloudwatch-mcp']);
    assert.equal(upgrade[upgrade.indexOf('--namespace') + 1], namespace);
    for (const flag of ['--wait', '--atomic', '--reset-then-reuse-values']) assert(upgrade.includes(flag), flag);
    const where = ['deployment/cloudwatch-mcp', '--namespace', namespace];
    assert.deepEqual(rollout, ['kubectl', 'rollout', 'status', ...where, '--timeout=5m']);
    assert.deepEqual(doctor, ['kubectl', 'exec', ...where, '--', 'cloudwatch-mcp', 'doctor']);
    assert.deepEqual(others, []);
  });
}

void test('what it sets reaches the pod and its service account', { skip: missing('helm') }, async () => {
  await deploy('demo');
  const [upgrade = []] = bench.calls();
  const set = upgrade.flatMap((word, index) => (word === '--set-string' ? [word, upgrade[index + 1] ?? ''] : []));
  const helm = findDeployTool('helm') ?? '';
  const manifest = execFileSync(helm, ['template', 'cloudwatch-mcp', 'charts/cloudwatch-mcp', ...set], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const image = `${ENV.REGISTRY}/${ENV.REPOSITORY}@${DIGEST}`;
  assert.match(manifest, new RegExp(`^ *image: "?${image.replaceAll('.', String.raw`\.`)}"?$`, 'm'));
  assert.match(manifest, new RegExp(`eks\\.amazonaws\\.com/role-arn: "?${ENV.ROLE_ARN}"?$`, 'm'));
});

void test('an image that is not named by its digest is not deployed', async () => {
  for (const digest of ['', 'latest', 'sha256:0123', `${DIGEST},serviceAccount.create=false`]) {
    const { code, stderr } = await deploy('demo', { DIGEST: digest });
    assert.equal(code, 2, digest);
    assert.match(stderr, /^IMAGE must end in @sha256:.*\n$/, digest);
  }
  assert.deepEqual(bench.calls(), []);
});

void test('an upgrade that failed is not asked whether it works', async () => {
  bench.stub('helm', 'exit 1');
  assert.equal((await deploy('demo')).code, 1);
  assert.deepEqual(
    bench.calls().map(([name]) => name),
    ['helm'],
  );
});

void test('a failed check of doctor fails the deployment', async () => {
  execEnds(2);
  assert.equal((await deploy('demo')).code, 2);
});

void test('its warnings are told and pass', async () => {
  execEnds(1);
  const { code, stdout } = await deploy('demo');
  assert.equal(code, 0);
  assert.match(stdout, /^::warning title=doctor in jarvis-demo::/m);
});

void test('kubectl that could not ask is no warning', async () => {
  execEnds(1, 'Error from server (Forbidden): pods is forbidden');
  const { code, stderr } = await deploy('demo');
  assert.equal(code, 1);
  assert.match(stderr, /Forbidden/);
});
