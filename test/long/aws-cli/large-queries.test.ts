import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { startServiceProcess } from '../../support/service-process.ts';

/** Makes more of the groups than its thread has memory for, within about a second. */
const LARGE = `logGroups[]${' | [].[@,@,@,@][]'.repeat(10)}`;
const TOO_MUCH = /it takes (?:too much memory|longer than 3 s)/;

void test('queries that take all their memory, several at once, ended at any moment, leave the server running', async (t) => {
  const sandbox = await startSandbox();
  const service = await startServiceProcess({
    CLOUDWATCH_MCP_TOOLSETS: 'all',
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
  });
  t.after(async () => {
    service.child.kill('SIGKILL');
    await service.ended;
    await sandbox.close();
  });
  const run = async (query: string, withinMs = 60_000): Promise<string> => {
    const params = { name: 'run_aws_cli', arguments: { command: `aws logs describe-log-groups --query '${query}'` } };
    const answer = await fetch(service.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      signal: AbortSignal.timeout(withinMs),
    });
    return answer.text();
  };
  const pair = (withinMs?: number) => Promise.allSettled([run(LARGE, withinMs), run(LARGE, withinMs)]);
  await run('length(logGroups)');
  const since = performance.now();
  for (const one of await pair()) assert.match(one.status === 'fulfilled' ? one.value : '', TOO_MUCH);
  const took = performance.now() - since;
  // A caller who leaves ends the query: most often it is then about to run out of memory.
  for (let part = 0.5; part <= 1.1; part += 0.02) {
    for (const one of await pair(part * took)) if (one.status === 'fulfilled') assert.match(one.value, TOO_MUCH);
  }
  for (const answer of await Promise.all([1, 2, 3, 4].map(() => run(LARGE)))) assert.match(answer, TOO_MUCH);
  assert.match(await run('length(logGroups)'), /complete\./);
  assert.equal(service.child.exitCode, null);
});
