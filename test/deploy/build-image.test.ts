import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import * as z from 'zod';
import { commandOf, openBench, type Bench, type StepResult } from '../support/workflow-step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const REPOSITORY = '111122223333.dkr.ecr.us-east-1.amazonaws.com/cloudwatch-mcp';
const [BASE_DIGEST, IMAGE_DIGEST] = [`sha256:${'ab'.repeat(32)}`, `sha256:${'cd'.repeat(32)}`];
const DATE = '2026-01-02T03:04:05+00:00';

/** Answers as docker's buildx does: a digest for the base, a metadata file for the build. */
const DOCKER = `
case "$2" in
  imagetools) echo '${BASE_DIGEST}' ;;
  build)
    echo "building at $SOURCE_DATE_EPOCH"
    while [ "$1" != --metadata-file ]; do shift; done
    echo '{ "containerimage.descriptor": { "digest": "x" }, "containerimage.digest": "${IMAGE_DIGEST}" }' >"$2" ;;
  *) echo noise ;;
esac`;

let bench: Bench;
let commit: string;
beforeEach(() => {
  bench = openBench();
  for (const file of ['package.json', 'Dockerfile', 'scripts/build-image.sh']) {
    cpSync(join(ROOT, file), join(bench.folder, file));
  }
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'a');
  commit = git('rev-parse', 'HEAD');
  bench.stub('docker', DOCKER);
});
afterEach(() => bench.remove());

function git(...args: string[]): string {
  const env = { ...process.env, GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };
  return execFileSync('git', args, { cwd: bench.folder, env, encoding: 'utf8' }).trim();
}

async function build(): Promise<StepResult> {
  const command = commandOf('ci-cloudwatch.yml', 'image', 'scripts/build-image.sh');
  const [registry = '', name = ''] = REPOSITORY.split('/');
  return bench.run(command, { cwd: bench.folder, env: { REGISTRY: registry, REPOSITORY: name } });
}

/** The values of a flag that is given several times, in the one build that was started. */
function given(flag: string): string[] {
  const builds = bench.calls().filter(([, , verb]) => verb === 'build');
  assert.equal(builds.length, 1);
  const [words = []] = builds;
  return words.flatMap((word, index) => (word === flag ? [words[index + 1] ?? ''] : []));
}

void test('the image is pushed for both architectures with what proves its making, and told by its digest alone', async () => {
  const { code, stderr, outputs } = await build();
  assert.equal(code, 0, stderr);
  assert.equal(outputs, `digest=${IMAGE_DIGEST}\n`);
  assert.deepEqual(given('--platform'), ['linux/amd64,linux/arm64']);
  assert.deepEqual(given('--output'), ['type=image,push=true,rewrite-timestamp=true']);
  const words = bench.calls().flat();
  for (const flag of ['--sbom=true', '--provenance=mode=max']) assert(words.includes(flag), flag);
});

void test('it carries the version twice: as a tag that moves and one that stays', async () => {
  await build();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const moving = `${REPOSITORY}:${version}`;
  assert.deepEqual(given('--tag'), [moving, `${moving}-${commit.slice(0, 12)}`]);
});

void test('the Dockerfile takes every build argument: the base by digest, the version, the commit and its time', async () => {
  const { stderr } = await build();
  const passed = Object.fromEntries(given('--build-arg').map((word) => word.split(/=(.*)/s) as [string, string]));
  assert.match(passed['NODE_IMAGE'] ?? '', new RegExp(`^[^@]*node:24-bookworm-slim@${BASE_DIGEST}$`));
  assert.equal(passed['REVISION'], commit);
  assert.equal(Date.parse(passed['CREATED'] ?? ''), Date.parse(DATE));
  assert(stderr.includes(`building at ${Date.parse(DATE) / 1000}`), stderr);
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  for (const name of Object.keys(passed)) assert.match(dockerfile, new RegExp(`^ARG ${name}(?:=|$)`, 'm'), name);
});

void test('a base whose digest is not known is not built on', async () => {
  bench.stub('docker', `if [ "$2" = imagetools ]; then echo '<no value>'; fi`);
  const { code, stderr, outputs } = await build();
  assert.equal(code, 1);
  assert.match(stderr, /The digest of \S*node:24-bookworm-slim could not be resolved/);
  assert.equal(outputs, '');
});

void test('a Dockerfile that names no base is told what it lacks', async () => {
  writeFileSync(join(bench.folder, 'Dockerfile'), 'FROM scratch\n');
  const { code, stderr } = await build();
  assert.equal(code, 1);
  assert.match(stderr, /ARG NODE_IMAGE=/);
});
