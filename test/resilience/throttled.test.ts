import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { hangUp } from '../support/hang-up.ts';
import { until } from '../support/until.ts';
import { folderOf, startMachine, type Report } from './support/machine.ts';

const CALLERS = 100;
const DEADLINE_S = 20;
/** What AWS takes for an answer: the service adds some milliseconds. */
const AWS_MS = 600;
const PROBES = 5;
/** A machine that does other things spoils some. */
const ROUNDS = { fewest: 3, most: 6 };
const GOAL = 1.2;
/** Beside as many calls that are answered at once: what the work of a crowd costs on any machine, and waiting must not. */
const CONTROL_GOAL = 1.5;
/** Runnable processes a core above which a crowd's work alone takes longer than the goal allows. */
const BUSY = 1.5;
/** Connections to AWS that are kept. */
const KEPT = 64;

const tokenOf = (name: string) => `${name}-`.padEnd(32, 'x');
const isBusy = () => (loadavg()[0] ?? 0) / availableParallelism() > BUSY;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

void test('a hundred throttled callers at once: each is told in time, others hardly wait, and nothing is left of it', async (t) => {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  sandbox.setFault('ListMetrics', { kind: 'throttle' });
  sandbox.setFault('DescribeAlarms', { delayMs: AWS_MS });
  const names = Array.from({ length: CALLERS }, (_, i) => `caller-${i}`);
  const tokens = join(folderOf(t), 'tokens');
  writeFileSync(tokens, [...names, 'other'].map((name) => `${name}: ${tokenOf(name)}`).join('\n'));
  const { service, order } = await startMachine(t, {
    token: tokenOf('other'),
    env: {
      AWS_ENDPOINT_URL: sandbox.url,
      CLOUDWATCH_MCP_TOOL_TIMEOUT: String(DEADLINE_S),
      CLOUDWATCH_MCP_AUTH: 'bearer',
      CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens,
    },
  });
  let asked = 0;
  const ask = async (who: string, name: string, args: object) => {
    const began = performance.now();
    const response = await fetch(service.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${tokenOf(who)}`,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
    });
    return { text: await response.text(), ms: performance.now() - began };
  };
  /** Somebody whom nobody throttles asks one question after the other until `over`; gives the median of their times. */
  const probe = async (over: (times: number) => boolean): Promise<number> => {
    const times: number[] = [];
    do {
      const { text, ms } = await ask('other', 'describe_alarms', { name_prefix: `none-${(asked += 1)}` });
      assert.ok(!text.includes('"isError":true'), text);
      times.push(ms);
    } while (!over(times.length));
    return median(times);
  };
  /** What it holds when nobody asks. */
  const settled = async () => {
    hangUp(service.url);
    let last = await order({});
    await until('nothing changes any more', async () => {
      const [before, now] = [last, await order({})];
      last = now;
      return sandbox.openRequests() === 0 && before.fds === now.fds;
    });
    return last;
  };
  const crowd = () => names.map((who) => ask(who, 'list_metrics', { metric_name: `none-${(asked += 1)}` }));

  await probe((times) => times === 3);
  await Promise.all(crowd());
  const before = await settled();
  const ratios: { alone: number; control: number }[] = [];
  const goalsMet = () =>
    median(ratios.map(({ control }) => control)) <= CONTROL_GOAL &&
    (isBusy() || median(ratios.map(({ alone }) => alone)) <= GOAL);
  /** The median of others beside a crowd, and what the crowd was told. */
  const besideCrowd = async (fault: Fault | undefined) => {
    sandbox.setFault('ListMetrics', fault);
    let waiting = CALLERS;
    const calls = crowd().map((call) => call.finally(() => (waiting -= 1)));
    const [answers, beside] = await Promise.all([Promise.all(calls), probe(() => waiting === 0)]);
    return { answers, beside };
  };
  while (ratios.length < ROUNDS.fewest || (!goalsMet() && ratios.length < ROUNDS.most)) {
    const alone = await probe((times) => times === PROBES);
    const throttled = await besideCrowd({ kind: 'throttle' });
    const control = await besideCrowd(undefined);
    for (const { text, ms } of throttled.answers) {
      assert.match(text, /Error: AWS throttles cloudwatch:ListMetrics in us-east-1.* Wait 10 seconds/);
      assert.ok(ms < DEADLINE_S * 1000, `${ms} ms`);
    }
    ratios.push({ alone: throttled.beside / alone, control: throttled.beside / control.beside });
  }
  const after = await settled();
  const shown = ratios.map(({ alone, control }) => `${alone.toFixed(2)} (${control.toFixed(2)})`).join(', ');
  t.diagnostic(
    `p50 of others, times that alone (beside as many quick calls): ${shown}${isBusy() ? '; busy machine' : ''}`,
  );
  t.diagnostic(`${before.fds} to ${after.fds} descriptors, ${before.liveBytes} to ${after.liveBytes} bytes`);
  assert.ok(goalsMet(), shown);
  const timers = ({ resources }: Report) => resources['Timeout'] ?? 0;
  // Some thousand requests came and went.
  assert.ok(after.fds <= before.fds + KEPT + 5, `${before.fds} to ${after.fds} descriptors`);
  assert.ok(timers(after) <= timers(before) + KEPT + 5, `${timers(before)} to ${timers(after)} timers`);
  assert.ok(after.liveBytes < before.liveBytes + 8_000_000, `${before.liveBytes} to ${after.liveBytes} bytes`);
});
