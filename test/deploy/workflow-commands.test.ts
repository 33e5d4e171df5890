import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';
import { readWorkflows, runCommands } from '../support/workflows.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Who runs a workflow's command besides GitHub: `.ci/run`, a test file, or nobody, and then why. */
type Proof = '.ci/run' | { readonly test: string } | { readonly only: string };

const PROOFS: Readonly<Record<string, Proof>> = {
  'npm ci': '.ci/run',
  'npm test': '.ci/run',
  'npm run test:access': '.ci/run',
  'npm run test:pod': '.ci/run',
  'npm run test:long': '.ci/run',
  'npm run test:security': '.ci/run',
  'npm run test:image': {
    only: 'needs Docker; without it test:cluster runs the image, on the Kubernetes that .ci/cluster starts',
  },
  'sudo apt-get update -q && sudo apt-get install -q -y --no-install-recommends prometheus': {
    only: 'changes the machine; .ci/run installs the same package where it is missing',
  },
  'python3 -m venv "$VENV" && "$VENV/bin/pip" install -q -r test/integration/requirements.txt': {
    only: 'is written for the folders of a run; .ci/run installs the same packages',
  },
  'python3 -m venv "$VENV" && "$VENV/bin/pip" install -q -r test/integration/ministack.txt': {
    only: 'is written for the folders of a run; .ci/run installs the same packages',
  },
  'npm ci --prefix test/clients': '.ci/run',
  'python3 -m venv "$VENV" && "$VENV/bin/pip" install -q -r test/clients/requirements.txt': {
    only: 'is written for the folders of a run; .ci/run installs the same packages',
  },
  'npm run test:clients': '.ci/run',
  'npm ci --prefix test/conformance': '.ci/run',
  'npm run test:conformance': '.ci/run',
  'npm run test:observability': '.ci/run',
  'npm run test:resilience': '.ci/run',
  'npm run test:load': '.ci/run',
  'npm run typecheck': '.ci/run',
  'npm run lint': '.ci/run',
  'npm run format:check': '.ci/run',
  'npm run test:package': '.ci/run',
  'scripts/install-deploy-tools.sh': '.ci/run',
  'npm run test:deploy': '.ci/run',
  'scripts/build-image.sh "$REGISTRY/$REPOSITORY" >>"$GITHUB_OUTPUT"': { test: 'test/deploy/build-image.test.ts' },
  'scripts/deploy.sh jarvis-demo "$REGISTRY/$REPOSITORY@$DIGEST" "$ROLE_ARN"': { test: 'test/deploy/deploy.test.ts' },
  'scripts/deploy.sh jarvis "$REGISTRY/$REPOSITORY@$DIGEST" "$ROLE_ARN"': { test: 'test/deploy/deploy.test.ts' },
  'scripts/check-version.sh "$GITHUB_REF_NAME"': { test: 'test/deploy/release.test.ts' },
  'npm pkg set "repository.type=git" "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"': {
    test: 'test/deploy/release.test.ts',
  },
  'scripts/push-chart.sh "ghcr.io/${GITHUB_REPOSITORY_OWNER,,}/charts" >>"$GITHUB_OUTPUT"': {
    test: 'test/deploy/push-chart.test.ts',
  },
  'aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"': {
    only: 'asks ECR for a token with the role that AWS gives to this repository on GitHub',
  },
  'aws eks update-kubeconfig --name "$CLUSTER"': { only: 'asks EKS for the cluster, with such a role' },
  'cosign sign --yes "$REGISTRY/$REPOSITORY@$DIGEST"': { only: 'needs an identity that GitHub gives to a run' },
  'cosign sign --yes "$CHART"': { only: 'needs an identity that GitHub gives to a run' },
  'cosign verify --certificate-oidc-issuer "$ISSUER" --certificate-identity "$SIGNER" "$REGISTRY/$REPOSITORY@$DIGEST"':
    { only: 'needs an image in ECR that was signed by a run on GitHub' },
  'docker login ghcr.io --username "$GITHUB_ACTOR" --password-stdin <<<"$TOKEN"': { only: "needs a run's token" },
  'npm publish --provenance --access public': {
    only: 'publishes, by an identity that GitHub gives to a run; what it packs is what test:package installs',
  },
  'gh release create "$GITHUB_REF_NAME" --repo "$GITHUB_REPOSITORY" --verify-tag --generate-notes': {
    only: "makes a release on GitHub with a run's token",
  },
};

const commands = readWorkflows().flatMap(runCommands);

/** The lines of `.ci/run` that do something, without npm's wishes for silence. */
const ciRun = readFileSync(join(ROOT, '.ci', 'run'), 'utf8')
  .split('\n')
  .filter((line) => !/^\s*#/.test(line))
  .map((line) => ` ${line.replaceAll(' --silent', '')} `);

void test('every command of the workflows is known here, and no other', () => {
  assert.deepEqual([...new Set(commands.map(({ command }) => command))].toSorted(), Object.keys(PROOFS).toSorted());
});

for (const { where, command } of commands) {
  const proof = PROOFS[command];
  if (proof === '.ci/run') {
    void test(`${where}: .ci/run runs ${command}`, () => {
      assert(
        ciRun.some((line) => line.includes(` ${command} `)),
        `no line of .ci/run is ${command}`,
      );
    });
  } else if (proof !== undefined && 'test' in proof) {
    void test(`${where}: ${proof.test} runs ${command}`, () => {
      const text = readFileSync(join(ROOT, proof.test), 'utf8');
      const run = [...text.matchAll(/commandOf\('([^']+)', [^,]+, '([^']+)'\)/g)];
      assert(run.some(([, file = '', words = '']) => where.startsWith(`${file} ›`) && command.includes(words)));
    });
  }
}

void test('the npm scripts they name exist', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const named = commands.flatMap(({ command }) => /^npm run (\S+)$/.exec(command)?.[1] ?? []);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

void test('what only GitHub can run says why', () => {
  for (const proof of Object.values(PROOFS)) {
    if (typeof proof === 'object' && 'only' in proof) assert.match(proof.only, /\w+ \w+/);
  }
});
