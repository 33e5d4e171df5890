import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { median } from '../bench/figures.ts';
import { startTcpService, type Backend } from '../support/tcp-service.ts';
import { until } from '../support/until.ts';
import { gather } from './crowd.ts';
import { ask, MIX } from './mix.ts';
import { startSubject, type Subject } from './subject.ts';

const UPSTREAM_MS = 200;
/** Connections of callers: as many to each replica. */
const CLIENTS = 4;
const SECONDS = 6;
const ROUNDS = 3;
const GOAL = 1.8;

/** One call in flight a replica: what waits, waits longer than the test takes rather than being refused. */
const ONE_AT_A_TIME = { budgets: { concurrency: { total: 1, longestWaitSeconds: 30 } } };

let replicas: Subject[];
before(async () => {
  replicas = await Promise.all([0, 1].map(() => startSubject({ config: ONE_AT_A_TIME })));
  for (const { upstream } of replicas) await upstream.ask({ delayMs: UPSTREAM_MS });
});
after(() => Promise.all(replicas.map((replica) => replica.stop())));

/** Calls a second through a round-robin proxy before some of the replicas. */
async function throughput(backends: readonly Subject[], next: () => number): Promise<number> {
  const proxy = await startTcpService(0);
  try {
    for (const { service } of backends) {
      const backend: Backend = { url: `http://127.0.0.1:${service.port}/mcp`, adminUrl: service.adminUrl };
      proxy.add(backend);
      await until('it gets connections', () => proxy.isIn(backend));
    }
    const [kind] = MIX.filter(({ name }) => name === 'get_metric_statistics');
    if (kind === undefined) throw new Error('the mix has no such question');
    const port = Number(new URL(proxy.url).port);
    const crowd = await gather(port, CLIENTS, () => ask(kind, next(), false));
    const { answered, failures, seconds } = await crowd.atOnce(SECONDS);
    crowd.leave();
    assert.deepEqual(failures, []);
    return answered.length / seconds;
  } finally {
    await proxy.close();
  }
}

test('two replicas behind a round-robin proxy, each with one call in flight, answer at least 1.8 × as many calls as one', async (t) => {
  const [first, second] = replicas as [Subject, Subject];
  let number = 100_000;
  const next = () => (number += 1);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await throughput([first], next);
    const two = await throughput([first, second], next);
    ratios.push(two / one);
    t.diagnostic(`one replica ${one.toFixed(2)} calls/s, two ${two.toFixed(2)} calls/s: ${(two / one).toFixed(2)} ×`);
    assert.ok(one <= 1000 / UPSTREAM_MS, `${one} calls/s are more than one at a time`);
  }
  assert.ok(median(ratios) >= GOAL, `${median(ratios)} ×`);
});
