import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { openDroppingPort } from '../support/dropping-port.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { startMachine, type Answer } from './support/machine.ts';

const AWS = '.amazonaws.com';
const TIMEOUT_S = 6;
/** What reaches the caller late on a machine that does other things. */
const SLACK_MS = 1_000;
const env = { CLOUDWATCH_MCP_TOOL_TIMEOUT: String(TIMEOUT_S), CLOUDWATCH_MCP_REGIONS: 'us-east-1,eu-west-1' };

async function openSandbox(t: TestContext): Promise<Sandbox> {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  return sandbox;
}

/** Said in time and in words: what was wrong and what to do. */
function assertSaid({ text, isError, durationMs }: Answer, what: RegExp): void {
  assert.ok(isError, text);
  assert.match(text, what);
  assert.match(text, /The operator must|Try again|try again/);
  assert.ok(durationMs <= TIMEOUT_S * 1000 + SLACK_MS, `${durationMs} ms`);
}

/** Questions that differ, so that none is shared. */
const metric = (i: number) => ({ metric_name: `none-${i}`, region: 'us-east-1' });

void test("AWS's names do not resolve: said at once, and over as soon as they do", async (t) => {
  const sandbox = await openSandbox(t);
  const { call, order } = await startMachine(t, { env, names: { [AWS]: 'unknown' } });
  for (const tool of ['describe_log_groups', 'describe_alarms', 'list_prometheus_workspaces']) {
    const answer = await call(tool);
    if (answer.isError) assertSaid(answer, /^Error: AWS cannot be reached for .* \(ENOTFOUND\)\..*DNS/);
    else assert.match(answer.text, /AWS cannot be reached for .* \(ENOTFOUND\)/);
  }
  await order({ names: { [AWS]: sandbox.port } });
  assert.match((await call('describe_log_groups')).text, /^6 log groups, /);
});

void test('a lookup that hangs: calls end in time, and keep neither other upstreams nor the log waiting', async (t) => {
  const sandbox = await openSandbox(t);
  const names = { 'monitoring.us-east-1.amazonaws.com': 'hangs', [AWS]: sandbox.port } as const;
  const { call, order, answerLookups, service } = await startMachine(t, { env, names });
  const waiting = Array.from({ length: 10 }, (_, i) => call('list_metrics', metric(i)));
  await until('they wait', async () => (await order({})).resources['FSReqCallback'] !== undefined);
  // Names are looked up, and the log is written, by the same four threads.
  const other = await call('describe_log_groups', { region: 'eu-west-1' });
  assert.equal(other.isError, false, other.text);
  await until('its line is in the log', () => service.output().includes('"tool":"describe_log_groups"'));
  for (const answer of await Promise.all(waiting))
    assertSaid(answer, /^Error: cloudwatch:ListMetrics in us-east-1 did not answer in time/);
  await order({ names: { [AWS]: sandbox.port } });
  answerLookups();
  const after = await call('list_metrics', metric(0));
  assert.equal(after.isError, false, after.text);
});

void test('connections are refused: said at once', async (t) => {
  const { call } = await startMachine(t, { env, names: { [AWS]: await freePort() } });
  assertSaid(await call('describe_log_groups'), /^Error: AWS cannot be reached for logs:.* \(ECONNREFUSED\)\./);
});

void test('a region that is away: the others answer, and what is missing is named', async (t) => {
  const sandbox = await openSandbox(t);
  const away = await openDroppingPort(t);
  const names = { '.eu-west-1.amazonaws.com': away, [AWS]: sandbox.port };
  const { call } = await startMachine(t, { env, names });
  const all = await call('describe_alarms', { region: 'all' });
  assert.equal(all.isError, false, all.text);
  assert.match(all.text, /^eu-west-1 did not answer: /m);
  assert.ok(all.durationMs <= TIMEOUT_S * 1000, `${all.durationMs} ms`);
  const far = await call('describe_alarms', { region: 'eu-west-1' });
  assertSaid(far, /eu-west-1|did not finish/);
  const near = await call('describe_alarms', { region: 'us-east-1', state: 'ALARM' });
  assert.equal(near.isError, false);
  assert.ok(near.durationMs < far.durationMs / 2, `${near.durationMs} ms, beside ${far.durationMs}`);
});
