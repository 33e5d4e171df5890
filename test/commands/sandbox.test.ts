import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import aws4 from 'aws4';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { startCanned } from '../support/canned-prometheus.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

void test('sandbox hands PromQL to the server of --prometheus-url', async () => {
  const canned = await startCanned(() => ({ resultType: 'vector', result: [] }));
  const base = canned.url.origin;
  const sandbox = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0', '--prometheus-url', base], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
  });
  const ended = once(sandbox, 'exit');
  try {
    const said: string[] = [];
    for await (const line of createInterface(sandbox.stdout)) {
      said.push(line);
      if (line.includes('AWS_SECRET_ACCESS_KEY')) break;
    }
    assert.ok(
      said.some((line) => line.includes(`PromQL: answered by ${base}`)),
      said.join('\n'),
    );
    const url = new URL(/AWS_ENDPOINT_URL=(\S+)/.exec(said.join('\n'))?.[1] ?? '');
    const path = '/api/v1/query?query=up';
    const request = { service: 'monitoring', region: 'us-east-1', method: 'GET', host: url.host, path, headers: {} };
    const { headers } = new aws4.RequestSigner(request, sandboxCredentials).sign();
    const answer = await fetch(new URL(path, url), { headers });
    assert.equal(answer.status, 200);
    assert.deepEqual(
      canned.requests.map(({ url: asked }) => asked.split('?')[0]),
      ['/api/v1/query'],
    );
  } finally {
    sandbox.kill('SIGTERM');
    await ended;
    await canned.close();
  }
});

/** What `sandbox` says when it ends at once, with the exit code for a wrong flag. */
async function refusal(...flags: string[]): Promise<string> {
  const started = promisify(execFile)(process.execPath, [MAIN, 'sandbox', ...flags], { timeout: 30_000 });
  const error = (await started.catch((reason: unknown) => reason)) as { code?: unknown; stderr?: unknown };
  assert.equal(error.code, 2);
  return String(error.stderr);
}

void test('a taken port is said in one line, as serve says it', async (t) => {
  const other = await startSandbox();
  t.after(() => other.close());
  const said = await refusal('--port', String(other.port));
  assert.equal(said, `cloudwatch-mcp: Port ${other.port} is taken. Choose another with --port.\n`);
});

void test('an unknown flag is answered with those there are, a flag without its value with what it lacks', async () => {
  const said = await refusal('--wrld', 'large');
  assert.equal(said, "cloudwatch-mcp: Unknown option '--wrld'. Flags: --host, --port, --world, --prometheus-url.\n");
  assert.match(await refusal('--world'), /^cloudwatch-mcp: --world needs a value: [^\n]+\n$/);
});

void test('a --prometheus-url that is none is refused in one line', async () => {
  const started = promisify(execFile)(process.execPath, [MAIN, 'sandbox', '--port', '0', '--prometheus-url', 'up']);
  await assert.rejects(started, (error: { code?: unknown; stderr?: unknown }) => {
    assert.equal(error.code, 2);
    assert.match(String(error.stderr), /^cloudwatch-mcp: --prometheus-url is up: allowed is an http or https URL\n$/);
    return true;
  });
});
