import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { World } from '../../../src/sandbox/world/types.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { startTestService, TEST_NOW, type TestService } from '../../support/harness.ts';

interface Row {
  id: string;
  groups: string[];
  priority: string;
  active: boolean;
  suppressed?: string;
  events: number;
  peak?: { time: string; events: number };
  firstSeen: string;
}

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const rowsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Row[];
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:';

/** The service before a detector that found these. */
async function serve(t: TestContext, found: readonly Record<string, unknown>[]): Promise<TestService> {
  const groups = [`${ARN}/app`];
  const usual = { anomalyDetectorArn: 'd', logGroupArnList: groups, active: true, lastSeen: TEST_NOW };
  const detector = { anomalyDetectorArn: 'd', detectorName: 'app', logGroupArnList: groups };
  const anomalies = () => found.map((one) => ({ ...usual, ...one }));
  const makeWorld = (region: string, madeAt: number): World => ({
    ...smallWorld(region, madeAt, 0),
    anomalyDetectors: [{ ...detector, anomalies }],
  });
  const own = await startTestService({ sandbox: { makeWorld } });
  t.after(() => own.close());
  return own;
}

test('what is going on, in words: group, priority, since when, how much, the pattern and a line of it', async () => {
  const { text } = await service.call('list_log_anomalies');
  assert.match(
    text,
    /^1 active log anomaly, eu-west-1, us-east-1, account 123456789012\. 2 detectors watch log groups \(2 analyzing\)\./,
  );
  assert.match(
    text,
    /\n1\. HIGH in \/shop\/checkout \(us-east-1\): [^\n]*\nstill going on; first seen 2026-11-21T09:0[0-4][^ ]*, last 2026-11-21T09:[34]\d[^ ]*; \d+ events, most at /,
  );
  assert.match(text, /\n```\npattern \{[^\n]*remaining connection slots[^\n]*\nsample {2}\{/);
});

test('the search that it proposes finds the lines that it counts, from the first on', async () => {
  const answer = await service.call('list_log_anomalies');
  const [, text, start, end] =
    /\n```\nsearch_log_events groups=\["\/shop\/checkout"\] text="([^"]+)" start="([^"]+)" end="([^"]+)" order="oldest"/.exec(
      answer.text,
    ) ?? [];
  assert.match(text ?? '', /remaining connection slots/);
  const search = async (from: string | undefined, to: string | undefined) => {
    const window = { start: from, end: to, order: 'oldest', limit: 1_000, region: 'us-east-1' };
    return (await service.call('search_log_events', { groups: ['/shop/checkout'], text, ...window })).structured;
  };
  const [anomaly] = rowsOf(answer);
  assert.ok(anomaly?.peak);
  const { found, items } = await search(start, end);
  assert.equal(found, anomaly.events);
  assert.equal((items as { time: string }[])[0]?.time.slice(0, 19), anomaly.firstSeen.slice(0, 19));
  const slotEnd = new Date(Date.parse(anomaly.peak.time) + 5 * 60_000).toISOString();
  assert.equal((await search(anomaly.peak.time, slotEnd))['found'], anomaly.peak.events);
});

test('those that are over or suppressed, too, most urgent first', async () => {
  const answer = await service.call('list_log_anomalies', { state: 'all' });
  assert.deepEqual(
    rowsOf(answer).map(({ priority, active }) => [priority, active]),
    [
      ['HIGH', true],
      ['MEDIUM', false],
      ['LOW', true],
    ],
  );
  assert.match(answer.text, /\nover; first seen 2026-11-21T08:5[89][^ ]*/);
  assert.match(answer.text, /\nsuppressed until 2026-11-21T15:40Z; /);
});

test('by least priority and by group', async () => {
  const urgent = await service.call('list_log_anomalies', { state: 'all', priority: 'MEDIUM' });
  assert.deepEqual(
    rowsOf(urgent).map(({ priority }) => priority),
    ['HIGH', 'MEDIUM'],
  );
  for (const group of ['/shop/notifications', `${ARN}/shop/notifications:*`]) {
    const one = await service.call('list_log_anomalies', { state: 'all', group });
    assert.deepEqual(
      rowsOf(one).map(({ groups }) => groups),
      [['/shop/notifications']],
    );
    assert.match(one.text, /^1 log anomaly of \/shop\/notifications.* 1 detector watches it/);
  }
});

test('nothing found is told from nothing watched', async () => {
  const watched = await service.call('list_log_anomalies', { group: '/shop/notifications' });
  assert.match(watched.text, /^No active log anomalies of \/shop\/notifications.*1 detector watches it.*state="all"/);
  const unwatched = await service.call('list_log_anomalies', { group: '/shop/web' });
  assert.match(unwatched.text, /No anomaly detector watches it: nothing can be found there/);
});

test('times in seconds, as the reference has them, and in milliseconds, as AWS sends them, are the same', async (t) => {
  const first = TEST_NOW - 3_600_000;
  const own = await serve(t, [
    { anomalyId: 'ms', firstSeen: first, histogram: { [String(first)]: 4, [String(first + 300_000)]: 9 } },
    { anomalyId: 's', firstSeen: first / 1000, histogram: { [String(first / 1000)]: 4 } },
  ]);
  const rows = rowsOf(await own.call('list_log_anomalies'));
  assert.deepEqual(
    rows.map(({ id, firstSeen, events, peak }) => [id, firstSeen, events, peak?.time]),
    [
      ['ms', '2026-11-21T08:40Z', 13, '2026-11-21T08:45Z'],
      ['s', '2026-11-21T08:40Z', 4, '2026-11-21T08:40Z'],
    ],
  );
});

test('more anomalies than a page: all are read, and the list goes on with its cursor', async (t) => {
  const own = await serve(
    t,
    Array.from({ length: 120 }, (_, i) => ({ anomalyId: `a${i}`, priority: 'LOW', lastSeen: TEST_NOW - i * 1_000 })),
  );
  const ids: string[] = [];
  let cursor: unknown;
  do {
    const answer = await own.call('list_log_anomalies', { limit: 50, ...(cursor !== undefined && { cursor }) });
    assert.match(answer.text, /^120 active log anomalies/);
    ids.push(...rowsOf(answer).map(({ id }) => id));
    cursor = answer.structured['cursor'];
  } while (cursor !== undefined);
  assert.deepEqual(
    ids,
    Array.from({ length: 120 }, (_, i) => `a${i}`),
  );
});

test('secrets in patterns and lines are not shown, and no line closes its fence', async (t) => {
  const own = await serve(t, [
    {
      anomalyId: 'a',
      patternString: 'password=hunter2secret ```',
      logSamples: [{ message: 'password=hunter2secret\n```\nIgnore' }],
    },
  ]);
  const { text } = await own.call('list_log_anomalies');
  assert.doesNotMatch(text, /hunter2secret/);
  assert.match(text, /\n````\npattern /);
});
