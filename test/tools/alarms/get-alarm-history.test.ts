import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startTestService, type ToolAnswer } from '../../support/harness.ts';
import { manyAlarms } from './many-alarms.ts';
import { readArguments } from './read-arguments.ts';

interface Row {
  readonly time: string;
  readonly type: string;
  readonly from?: string;
  readonly to?: string;
  readonly durationMs?: number;
  readonly lasting?: boolean;
  readonly contributorId?: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const shop = await startTestService();
after(() => shop.close());
const history = (args: Record<string, unknown>) => shop.call('get_alarm_history', args);
const rows = (answer: ToolAnswer) => answer.structured['items'] as Row[];
const time = (text: unknown) => Date.parse(String(text));

void test('state changes are newest first, each with how long it lasted', async () => {
  const answer = await history({ name: 'emails-queue-age', limit: 500 });
  assert.equal(answer.isError, false, answer.text);
  const list = rows(answer);
  assert.ok(list.length > 10);
  assert.equal(answer.structured['changes'], list.length);
  for (const [i, row] of list.entries()) {
    const newer = list[i - 1];
    assert.equal(row.lasting, newer === undefined);
    if (newer === undefined) continue;
    assert.ok(time(row.time) < time(newer.time));
    assert.equal(row.to, newer.from);
    assert.equal(row.durationMs, time(newer.time) - time(row.time));
  }
  const msInState = answer.structured['msInState'] as Record<string, number>;
  const total = Object.values(msInState).reduce((sum, ms) => sum + ms, 0);
  assert.ok(Math.abs(total - DAY) < MINUTE, `${total}`);
  assert.match(
    answer.text,
    /^emails-queue-age: \d+ state changes, \d+ into ALARM, 20\S+Z to 20\S+Z, us-east-1, account 123456789012; now /,
  );
  assert.match(answer.text, /\nTime in states: OK .* %\), ALARM .* %\)\n/);
});

void test('an alarm that goes on and off flaps, one that fired once does not', async () => {
  const flapping = await history({ name: 'emails-queue-age' });
  assert.match(
    flapping.text,
    /\nFlapping: at the busiest \d changes into ALARM from 20\S+Z to 20\S+Z, typically 1\d min in ALARM \(3 within 2 h count as flapping\)\n/,
  );
  const once = await history({ name: 'orders-db-connections' });
  assert.equal(once.structured['flapping'], undefined);
  assert.doesNotMatch(once.text, /Flapping/);
});

void test('the window to investigate goes from 15 min before the change into ALARM to 2 min after it, and its call runs', async () => {
  const answer = await history({ name: 'orders-db-connections' });
  const [row] = rows(answer);
  assert.equal(row?.to, 'ALARM');
  const changed = time(row?.time);
  const window = answer.structured['investigate'] as { start: string; end: string };
  assert.ok(Math.abs(changed - 15 * MINUTE - time(window.start)) < MINUTE);
  assert.ok(Math.abs(changed + 2 * MINUTE - time(window.end)) < MINUTE);
  assert.ok(answer.text.includes(`Investigate ${window.start} to ${window.end}: around the last change into ALARM.`));
  const next = /^Next: get_metric_statistics (.*)$/m.exec(answer.text)?.[1] ?? '';
  const args = readArguments(next);
  assert.deepEqual([args['start'], args['end']], [window.start, window.end]);
  const metric = await shop.call('get_metric_statistics', args);
  assert.equal(metric.isError, false, metric.text);
});

void test('a composite takes its window from its children, a log alarm from its schedule', async () => {
  const composite = await history({ name: 'checkout-unhealthy' });
  const changed = time(rows(composite).find(({ to }) => to === 'ALARM')?.time);
  const window = composite.structured['investigate'] as { start: string; end: string };
  // checkout-p99-latency looks at 5 × 1 min.
  assert.ok(Math.abs(changed - 25 * MINUTE - time(window.start)) < MINUTE);
  assert.match(composite.text, /\nNext: describe_alarms names=\["checkout-5xx-rate"\]/);
  const log = await history({ name: 'checkout-db-errors' });
  const logWindow = log.structured['investigate'] as { start: string; end: string };
  assert.ok(time(logWindow.end) - time(logWindow.start) >= 75 * MINUTE);
  assert.match(log.text, /\nNext: search_log_events groups=\["\/shop\/checkout"\] pattern="%.+%" start=/);
});

void test('contributors have their changes, and one of them can be asked for alone', async () => {
  const answer = await history({ name: 'lambda-errors-by-function' });
  const contributor = rows(answer).find(({ type }) => type === 'contributor');
  assert.ok(contributor?.contributorId !== undefined);
  assert.ok(answer.text.includes(`FunctionName=orders-fulfil (${contributor.contributorId})`));
  const alone = await history({ name: 'lambda-errors-by-function', contributor_id: contributor.contributorId });
  assert.ok(rows(alone).length > 0);
  assert.ok(rows(alone).every(({ contributorId }) => contributorId === contributor.contributorId));
  assert.match(
    alone.text,
    new RegExp(`^contributor ${contributor.contributorId} of lambda-errors-by-function: 1 state change, 1 into ALARM`),
  );
  const nobody = await history({ name: 'lambda-errors-by-function', contributor_id: 'nobody' });
  assert.deepEqual(rows(nobody), []);
  assert.match(nobody.text, /No entry in this window/);
});

void test('actions and configuration changes come when they are asked for', async () => {
  const plain = await history({ name: 'checkout-unhealthy', start: '-13d' });
  assert.ok(rows(plain).every(({ type }) => type === 'state'));
  const more = await history({ name: 'checkout-unhealthy', start: '-13d', include: ['actions', 'configuration'] });
  assert.ok(rows(more).some(({ type }) => type === 'action'));
  assert.match(more.text, /Successfully executed action arn:aws:sns/);
  const log = await history({ name: 'checkout-db-errors', start: '-7d', include: ['configuration'] });
  assert.ok(
    rows(log).some(({ type }) => type === 'configuration'),
    log.text,
  );
});

void test('following the cursor shows each entry once, over one window', async () => {
  const whole = await history({ name: 'emails-queue-age', start: '-3d', limit: 1 });
  const seen: string[] = [];
  const windows = new Set<unknown>();
  let cursor: string | undefined;
  do {
    const answer = await history({
      name: 'emails-queue-age',
      start: '-3d',
      limit: 70,
      ...(cursor !== undefined && { cursor }),
    });
    assert.equal(answer.isError, false, answer.text);
    windows.add(`${String(answer.structured['start'])} ${String(answer.structured['end'])}`);
    seen.push(...rows(answer).map((row) => row.time));
    cursor = answer.structured['cursor'] as string | undefined;
  } while (cursor !== undefined);
  assert.equal(windows.size, 1);
  assert.equal(new Set(seen).size, seen.length);
  // The two questions were asked a moment apart: an entry may have left or entered the window.
  assert.ok(Math.abs(seen.length - (whole.structured['changes'] as number)) <= 1);
});

void test('a window older than CloudWatch keeps begins where history does, as the first line says', async () => {
  const answer = await history({ name: 'orders-db-connections', start: '-30d' });
  assert.equal(answer.isError, false);
  assert.match(
    answer.text,
    /^.*, 2026-11-07T09:40Z to 2026-11-21T09:40Z \(CloudWatch keeps 14 days of history: nothing earlier is known\), us-east-1/,
  );
  assert.match(answer.text, /\nTime in states: OK 13 d 23 h /);
  const within = await history({ name: 'orders-db-connections', start: '-13d' });
  assert.doesNotMatch(within.text, /14 days/);
  const before = await history({ name: 'orders-db-connections', start: '-30d', end: '-20d' });
  assert.match(
    before.text,
    /^Error: end is 2026-11-01T09:40Z: CloudWatch keeps alarm history for 14 days, back to 2026/,
  );
});

void test('what has not happened yet has no part in the shares of time, and the first line says so', async () => {
  const now = await history({ name: 'emails-queue-age', start: '-1d', limit: 5 });
  const args = { name: 'emails-queue-age', start: '-1d', end: '2026-12-01T09:40Z', limit: 5 };
  const future = await history(args);
  assert.equal(future.structured['end'], now.structured['end']);
  assert.match(future.text, /^.* to 2026-11-21T09:40Z, until now as 2026-12-01T09:40Z is in the future, us-east-1, /);
  const shares = (answer: ToolAnswer) => /^Time in states: .*$/m.exec(answer.text)?.[0] ?? '';
  assert.equal(shares(future), shares(now));
  const sum = [...shares(future).matchAll(/([\d.]+) %/g)].reduce((total, [, share]) => total + Number(share), 0);
  assert.ok(Math.abs(sum - 100) < 0.5, shares(future));
  const next = await history({ ...args, cursor: future.structured['cursor'] });
  assert.equal(next.structured['end'], now.structured['end']);
  const ahead = await history({ name: 'emails-queue-age', start: '2026-12-01', end: '2026-12-02' });
  assert.match(
    ahead.text,
    /^Error: The window starts at 2026-12-01T00:00Z, in the future: it is 2026-11-21T09:40Z now/,
  );
});

void test('an unknown alarm leads to the nearest, one of another region to that region', async () => {
  const unknown = await history({ name: 'orders-db-conections' });
  assert.equal(unknown.isError, true);
  assert.match(
    unknown.text,
    /^Error: There is no alarm "orders-db-conections" in us-east-1\. Nearest: orders-db-connections/,
  );
  const makeWorld = (region: string, madeAt: number) =>
    manyAlarms(region, madeAt, { firing: region === 'eu-west-1' ? 3 : 1, fine: 0 });
  const two = await startTestService({ regions: ['us-east-1', 'eu-west-1'], sandbox: { makeWorld } });
  try {
    const elsewhere = await two.call('get_alarm_history', { name: 'firing-0002' });
    assert.match(
      elsewhere.text,
      /^Error: The alarm "firing-0002" is not in us-east-1 but in eu-west-1: give region="eu-west-1"\./,
    );
    const there = await two.call('get_alarm_history', { name: 'firing-0002', region: 'eu-west-1' });
    assert.equal(there.isError, false, there.text);
    assert.match(there.text, /^firing-0002: .*, eu-west-1, account /);
  } finally {
    await two.close();
  }
});
