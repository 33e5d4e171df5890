/** What docs/ says to try without AWS, tried: its commands run in bash as they stand, on free ports. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { compileCache } from '../support/compile-cache.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The answers of a page's commands, in their order. */
async function tryOut(t: TestContext, page: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-walks-test-'));
  const sandbox = await startSandbox();
  const text = readFileSync(resolve(ROOT, 'docs', page), 'utf8').replaceAll('/tmp/', `${folder}/`);
  const block = (name: string): string =>
    new RegExp(`<!-- ${name} -->\n\`\`\`bash\n([^]*?)\`\`\``).exec(text)?.[1] ?? assert.fail(`${page} has no ${name}`);
  const server = spawn('bash', ['-c', block('serve')], {
    cwd: ROOT,
    // npm hands no signal on: the group is ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
      CLOUDWATCH_MCP_PORT: '0',
      CLOUDWATCH_MCP_ADMIN_PORT: '0',
      ...compileCache(),
    },
  });
  const ended = once(server, 'close');
  t.after(async () => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    await ended;
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  for await (const line of createInterface({ input: server.stdout })) {
    if (!line.startsWith('{')) continue;
    const { url = '' } = JSON.parse(line) as { url?: string };
    const asked = block('ask').replaceAll('http://localhost:3334/mcp', url);
    assert.notEqual(asked, block('ask'));
    const { stdout } = await promisify(execFile)('bash', ['-c', asked], { cwd: folder });
    return stdout.split('\n').filter((answer) => answer.startsWith('data: {'));
  }
  return assert.fail('the service ended before it listened');
}

void test('two people see under one policy what docs/policy.md says', async (t) => {
  const [groups = '', refused = '', withheld = '', alarms = ''] = await tryOut(t, 'policy.md');
  assert.match(groups, /\/shop\/p/);
  assert.doesNotMatch(groups, /\/shop\/checkout|\/aws\/|\/edge/);
  assert.match(refused, /"\/shop\/checkout\\" is not among those you may read \(rule \\"payments\\" of the policy\)/);
  assert.match(withheld, /"Error: The toolset logs is not allowed for you \(rule \\"alarms only\\" of the policy\)/);
  assert.match(alarms, /alarms? in ALARM at /);
});

void test('another account can be asked in the sandbox as docs/accounts.md says', async (t) => {
  const [groups = ''] = await tryOut(t, 'accounts.md');
  assert.match(groups, /2 log groups.*account staging.*\/svc222\/api/);
});
