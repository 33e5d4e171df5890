import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { startTcpService } from '../support/tcp-service.ts';
import { until } from '../support/until.ts';
import { KEYS } from './support/machine.ts';

const CALLERS = 12;
/** So long that calls are under way at any moment. */
const AWS_MS = 150;
/** What a connection that breaks off, or is refused, looks like to a caller. */
const TRANSPORT = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Asks on the agent's connection; rejects with a code where the whole answer does not come. */
async function ask(agent: Agent, url: string, name: string): Promise<string> {
  const answer = Promise.withResolvers<string>();
  const params = { name: 'list_metrics', arguments: { metric_name: name } };
  request(url, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  })
    .once('error', answer.reject)
    .once('response', (response) => answer.resolve(textOf(response)))
    .end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
  return answer.promise;
}

void test('one of two replicas is killed under load: its calls fail with an error of the transport, all others go on', async (t) => {
  const sandbox = await startSandbox({ makeWorld: smallWorld, faults: { ListMetrics: { delayMs: AWS_MS } } });
  const proxy = await startTcpService(0);
  t.after(() => Promise.all([proxy.close(), sandbox.close()]));
  const start = async (): Promise<ServiceProcess> => {
    const service = await startServiceProcess({ ...KEYS, AWS_ENDPOINT_URL: sandbox.url });
    t.after(() => service.child.kill('SIGKILL'));
    proxy.add(service);
    await until('it is in rotation', () => proxy.isIn(service));
    return service;
  };
  const [killed] = [await start(), await start()];

  const over = new AbortController();
  const failed: { code: string; began: number; at: number }[] = [];
  const wrong: string[] = [];
  let answered = 0;
  let asked = 0;
  const callers = Array.from({ length: CALLERS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!over.signal.aborted) {
      const name = `none-${(asked += 1)}`;
      const began = performance.now();
      try {
        const text = await ask(agent, proxy.url, name);
        if (!text.includes(name) || text.includes('"isError":true')) wrong.push(text);
        answered += 1;
      } catch (error) {
        failed.push({ code: (error as { code: string }).code, began, at: performance.now() });
      }
    }
    agent.destroy();
  });
  const more = (count: number) => {
    const goal = answered + count;
    return until(`${count} answers more`, () => answered >= goal || wrong.length > 0);
  };
  await more(3 * CALLERS);
  assert.deepEqual(failed, []);
  const killedAt = performance.now();
  killed.child.kill('SIGKILL');
  assert.equal(await killed.ended, 'SIGKILL');
  await until('the proxy has noticed', () => !proxy.isIn(killed));
  const noticedAt = performance.now();
  await more(3 * CALLERS);
  // A new one takes its place.
  await start();
  await more(3 * CALLERS);
  over.abort();
  await Promise.all(callers);

  assert.deepEqual(wrong, []);
  assert.deepEqual(
    failed.filter(({ code }) => !TRANSPORT.has(code)),
    [],
  );
  assert.ok(failed.length > 0, 'calls were in flight on it');
  // Each caller has one call in flight: that one, and those that the proxy still sent there.
  assert.ok(failed.filter(({ began }) => began < killedAt).length <= CALLERS);
  assert.deepEqual(
    failed.filter(({ began }) => began > noticedAt),
    [],
  );
  t.diagnostic(`${answered} answers, ${failed.length} failed, noticed after ${Math.round(noticedAt - killedAt)} ms`);
});
