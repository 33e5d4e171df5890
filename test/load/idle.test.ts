import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpRequest } from '../bench/load.ts';
import { gather, type Crowd } from './crowd.ts';
import { footprint } from './footprint.ts';
import { startSubject, type Subject } from './subject.ts';
import { until } from '../support/until.ts';

const CONNECTIONS = 2_000;
const GOAL_MIB = 60;

const LIST = { n: 0, name: 'tools/list', request: mcpRequest('tools/list', {}), expected: '"get_server_info"' };

/** Each client asks once. */
async function askOnce(subject: Subject, clients: number): Promise<Crowd> {
  const crowd = await gather(subject.service.port, clients, () => LIST);
  const { failures, answered } = await crowd.once();
  assert.deepEqual(failures, []);
  assert.equal(answered.length, clients);
  return crowd;
}

test('2,000 idle connections, each of which asked once, cost at most 60 MB', async (t) => {
  const subject = await startSubject();
  t.after(() => subject.stop());
  const { pid } = subject.service;
  // The answers themselves make garbage: as many were given before the first reading, to few clients at a time.
  for (let asked = 0; asked < CONNECTIONS; asked += 50) (await askOnce(subject, 50)).leave();
  const descriptors = footprint(pid).descriptors;
  const before = footprint(pid).residentMiB;
  const idle = await askOnce(subject, CONNECTIONS);
  t.after(() => idle.leave());
  const during = footprint(pid);
  assert.ok(during.descriptors >= descriptors + CONNECTIONS - 50, 'they are all open');
  const cost = during.residentMiB - before;
  t.diagnostic(`${cost.toFixed(1)} MiB for ${CONNECTIONS} connections, ${before.toFixed(0)} MiB before`);
  assert.ok(cost <= GOAL_MIB, `${cost} MiB`);
  idle.leave();
  await until('the service has closed them', () => footprint(pid).descriptors < descriptors + 50);
});
