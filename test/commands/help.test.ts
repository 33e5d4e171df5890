import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

async function said(...argv: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, ...argv]);
  assert.equal(stderr, '');
  return stdout;
}

for (const [command, flags] of [
  ['sandbox', ['--world', '--port', '--host', '--prometheus-url']],
  ['demo', ['--once', '--port']],
  ['iam-policy', ['--trust', '--toolsets', '--cross-account', '--oidc-provider']],
  ['client', ['--json', '--header', '--interactive', '--timeout', '--no-browser', '--debug']],
  ['call', ['--json', '--header', '--timeout']],
  ['client-config', ['--url', '--name', '--auth']],
  ['serve', ['--port', '--regions', '--drain-delay', '--config']],
  ['doctor', ['--json', '--prometheus-urls']],
] as const) {
  test(`${command} --help says the flags of ${command}`, async () => {
    const text = await said(command, '--help');
    for (const flag of flags) assert.match(text, new RegExp(`[ [;]${flag}[ \\]]`));
    const other = command === 'sandbox' ? 'iam-policy' : 'sandbox';
    assert.ok(!text.includes(`cloudwatch-mcp ${other}`));
  });
}

test('help says the same of a command as its own --help', async () => {
  assert.equal(await said('help', 'sandbox'), await said('sandbox', '--help'));
});

test('--help without a command names every command', async () => {
  const text = await said('--help');
  for (const command of [
    'serve',
    'stdio',
    'demo',
    'sandbox',
    'doctor',
    'client',
    'call',
    'client-config',
    'iam-policy',
  ])
    assert.ok(text.includes(command));
});
