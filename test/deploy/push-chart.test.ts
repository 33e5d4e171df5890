import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';
import { missing } from '../../scripts/deploy-tools.ts';
import { findDeployTool } from '../../scripts/find-deploy-tool.ts';
import { startOciRegistry, type OciRegistry } from '../support/oci-registry.ts';
import { commandOf, openBench, type Bench, type StepResult } from '../support/workflow-step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

const { version } = z
  .object({ version: z.string() })
  .parse(parse(readFileSync(join(ROOT, 'charts/cloudwatch-mcp/Chart.yaml'), 'utf8')));

let bench: Bench;
let registry: OciRegistry;
beforeEach(async () => {
  bench = openBench();
  registry = await startOciRegistry();
});
afterEach(async () => {
  bench.remove();
  await registry.close();
});

/** The release's step, with the local registry in the place of ghcr.io, and helm as `helm` stands for it. */
async function push(): Promise<StepResult> {
  const command = commandOf('release.yml', 'chart', 'scripts/push-chart.sh');
  const here = command.replace('"ghcr.io/${GITHUB_REPOSITORY_OWNER,,}/charts"', (target) =>
    [target.replace('ghcr.io', registry.host), '--plain-http'].join(' '),
  );
  assert.notEqual(here, command);
  const env = { GITHUB_REPOSITORY_OWNER: 'Owner', HELM_REGISTRY_CONFIG: join(bench.folder, 'registry.json') };
  return bench.run(here, { cwd: ROOT, env });
}

for (const helm of ['helm', 'helm3']) {
  void test(
    `${helm} pushes the chart of this version, and the step tells its digest`,
    { skip: missing(helm) },
    async () => {
      bench.stub('helm', `exec '${findDeployTool(helm)}' "$@"`);
      const { code, stderr, outputs } = await push();
      assert.equal(code, 0, stderr);
      const pushed = registry.pushed('owner/charts/cloudwatch-mcp', version);
      assert.deepEqual(pushed?.mediaTypes, [LAYER]);
      assert.equal(outputs, `chart=${registry.host}/owner/charts/cloudwatch-mcp@${pushed.digest}\n`);
    },
  );
}

void test('a push that failed is not told as one', async () => {
  bench.stub('helm', 'if [ "$1" = push ]; then echo "Error: denied" >&2; exit 1; fi');
  const { code, stderr, outputs } = await push();
  assert.notEqual(code, 0);
  assert.match(stderr, /denied\n$/);
  assert.equal(outputs, '');
});

void test('nor is one whose digest helm does not tell', async () => {
  bench.stub('helm', 'if [ "$1" = push ]; then echo "Pushed: somewhere" >&2; fi');
  const { code, stderr, outputs } = await push();
  assert.equal(code, 1);
  assert.match(stderr, /did not say the digest/);
  assert.equal(outputs, '');
});
