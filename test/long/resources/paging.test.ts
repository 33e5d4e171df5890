import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLargeWorld } from '../../../src/sandbox/world/large.ts';
import { startTestService, TEST_NOW } from '../../support/harness.ts';

test('where many alarms fire the list goes on over pages, each alarm once, none left out', async (t) => {
  const counts = { logGroups: 5, streams: 5, eventsPerDay: 500, metrics: 5_000, alarms: 6_000 };
  const world = makeLargeWorld('us-east-1', TEST_NOW, counts);
  const service = await startTestService({ sandbox: { makeWorld: () => world } });
  t.after(() => service.close());
  await service.call('describe_alarms', { state: 'ALARM' });
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await service.client.listResources(cursor === undefined ? undefined : { cursor });
    const alarms = page.resources.filter(({ uri }) => uri.startsWith('cloudwatch://us-east-1/alarms/'));
    if (alarms.length > 0) pages.push(alarms.map(({ uri }) => uri));
    if (cursor === undefined) assert.match(page.resources[0]?.description ?? '', /^120 in ALARM now\./);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  assert.ok(pages.length > 1 && pages.every((page) => page.length <= 100), `${pages.length} pages`);
  assert.equal(pages.flat().length, 120);
  assert.equal(new Set(pages.flat()).size, 120);
});
