import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { hangUp } from '../support/hang-up.ts';
import { until } from '../support/until.ts';
import { folderOf, startMachine, type Report } from './support/machine.ts';

const CALLERS = 100;
const DEADLINE_S = 20;
/** What AWS takes for an answer, as long as in the load tests (`test/load/delays.ts`). */
const AWS_MS = 100;
/** A caller asks again so long after its answer, by chance, a fraction of the ten seconds that it is told to wait. */
const PAUSE_MS = { least: 1_000, most: 3_000 };
/** So many ask at once whom nobody throttles, one question after the other, and so often in a spell. */
const PROBERS = 5;
const PROBES = 100;
const ROUNDS = 5;
const GOAL = 1.2;
/** Connections to AWS that are kept. */
const KEPT = 64;

const tokenOf = (name: string) => `${name}-`.padEnd(32, 'x');
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
  /** Some whom nobody throttles ask one question after the other; gives the median of their times. */
  const probe = async (): Promise<number> => {
    const times: number[] = [];
    const prober = async () => {
      while (times.length < PROBES) {
        const { text, ms } = await ask('other', 'describe_alarms', { name_prefix: `none-${(asked += 1)}` });
        assert.ok(!text.includes('"isError":true'), text);
        times.push(ms);
      }
    };
    await Promise.all(Array.from({ length: PROBERS }, prober));
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
  /** A hundred ask at once, and each again and again until the others have been measured. */
  const besideCrowd = async (fault: Fault) => {
    sandbox.setFault('ListMetrics', fault);
    const over = new AbortController();
    const answers: { text: string; ms: number }[] = [];
    const caller = async (who: string) => {
      while (!over.signal.aborted) {
        answers.push(await ask(who, 'list_metrics', { metric_name: `none-${(asked += 1)}` }));
        await sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least), undefined, {
          signal: over.signal,
        }).catch(() => undefined);
      }
    };
    const crowd = Promise.all(names.map(caller));
    const p50 = await probe().finally(() => over.abort());
    await crowd;
    return { p50, answers };
  };

  const throttle = { kind: 'throttle', delayMs: AWS_MS } as const;
  await besideCrowd(throttle);
  const before = await settled();
  const rounds: { throttled: number; control: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await probe();
    const throttled = await besideCrowd(throttle);
    for (const { text, ms } of throttled.answers) {
      assert.match(text, /Error: AWS throttles cloudwatch:ListMetrics in us-east-1.* Wait 10 seconds/);
      assert.ok(ms < DEADLINE_S * 1000, `${ms} ms`);
    }
    // As many who are answered, for comparison alone.
    const control = await besideCrowd({ delayMs: AWS_MS });
    t.diagnostic(
      `p50 of others ${alone.toFixed(0)} ms alone, ${throttled.p50.toFixed(0)} ms beside throttled callers (told ${throttled.answers.length} times), ${control.p50.toFixed(0)} ms beside as many who are answered (${control.answers.length} times); load average ${(loadavg()[0] ?? 0).toFixed(1)}`,
    );
    rounds.push({ throttled: throttled.p50 / alone, control: control.p50 / alone });
  }
  const after = await settled();
  const ratio = median(rounds.map(({ throttled }) => throttled));
  const control = median(rounds.map((one) => one.control));
  t.diagnostic(`${ratio.toFixed(2)} × alone; ${control.toFixed(2)} × beside as many who are answered`);
  t.diagnostic(`${before.fds} to ${after.fds} descriptors, ${before.liveBytes} to ${after.liveBytes} bytes`);
  assert.ok(ratio <= GOAL, `${ratio} ×`);
  const timers = ({ resources }: Report) => resources['Timeout'] ?? 0;
  // Some thousand requests came and went.
  assert.ok(after.fds <= before.fds + KEPT + 5, `${before.fds} to ${after.fds} descriptors`);
  assert.ok(timers(after) <= timers(before) + KEPT + 5, `${timers(before)} to ${timers(after)} timers`);
  assert.ok(after.liveBytes < before.liveBytes + 8_000_000, `${before.liveBytes} to ${after.liveBytes} bytes`);
});
