import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { missing, runTool } from '../../scripts/deploy-tools.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The sources are a few megabytes; node_modules would be hundreds. */
const CONTEXT_BYTES = 8 * 1024 * 1024;

const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

/** What .dockerignore lets into the build: it refuses all and then names what is taken, in no other form than these. */
function taken(): string[] {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const [first, ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  assert.equal(first, '*');
  return rest.map((line) => {
    assert.match(line, /^![\w.-]+$/, `${line} is no plain name of the root folder`);
    return line.slice(1);
  });
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** What the Dockerfile copies out of the context, not out of another stage. */
function copied(): string[] {
  return [...dockerfile.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, words = '']) => words.split(' ').slice(0, -1));
}

void test('hadolint finds nothing in the Dockerfile', { skip: missing('hadolint') }, async () => {
  const { code, output } = await runTool('hadolint', ['--failure-threshold', 'style', join(ROOT, 'Dockerfile')]);
  assert.equal(code, 0, output);
  assert.equal(output, '');
});

void test('.dockerignore lets in exactly what the Dockerfile copies', () => {
  assert.deepEqual(taken().toSorted(), copied().toSorted());
});

void test('the context is small, and holds no dependency, test or credential', () => {
  const files = taken().flatMap((name) => filesBelow(join(ROOT, name)));
  const names = files.map((file) => relative(ROOT, file));
  assert.deepEqual(
    names.filter((name) => /(?:^|\/)(?:node_modules|\.git|test|dist|coverage)\/|\.env|\.pem$|\.npmrc$/.test(name)),
    [],
  );
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  assert.ok(bytes < CONTEXT_BYTES, `${bytes} B`);
});

void test('the image runs as a numeric user, which runAsNonRoot asks for, and starts the service itself, not by a shell', () => {
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  assert.deepEqual([...final.matchAll(/^USER (.*)$/gm)].map(([, user]) => user).slice(-1), ['65532:65532']);
  assert.match(final, /^ENTRYPOINT \["node", "\/app\/dist\/main\.js"\]$/m);
  assert.doesNotMatch(final, /^CMD /m);
});

void test('nothing that is made for one platform leaves the build stage', () => {
  const fromBuild = [...dockerfile.matchAll(/^COPY --from=build (\S+)/gm)].map(([, path]) => path);
  assert.deepEqual(fromBuild, ['/src/package.json', '/src/dist']);
});
