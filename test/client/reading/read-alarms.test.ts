import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstToOpen, latestBurst, readAlarms } from '../../../src/client/reading/read-alarms.ts';
import { UnreadableError } from '../../../src/client/reading/unreadable.ts';
import { table } from '../../../src/format/table.ts';

const HEADINGS = ['alarm', 'since (UTC)', 'fires when', 'reason', 'flags'];
const rows = [
  ['old', '2026-11-20T09:00Z', 'CPUUtilization (Average) > 90 for 3 × 1 min', 'r', '-'],
  ['whole', '2026-11-21T09:06Z', 'ALARM(first) OR ALARM(second)', 'r', '-'],
  ['second', '2026-11-21T09:05Z', 'Latency (p99, A=a\\|b) > 2 s for 3 × 1 min', 'r', '-'],
  ['first', '2026-11-21T09:04Z', 'Errors (Sum) > 5 for 3 × 1 min', 'r', '-'],
  ['log', '2026-11-21T09:03Z', 'count of log query on /a > 5 in 2 of 3 runs', 'r', '-'],
  ['noise', '2026-11-21T09:40Z', 'Age (Maximum) > 120 for 3 × 1 min', 'r', 'muted until 2026-12-01'],
];

test('the alarm to open is the first on a metric of the latest incident, mutes apart', () => {
  const alarms = readAlarms(`6 alarms in ALARM\n\n${table(HEADINGS, rows)}\n\nhttps://console`);
  assert.equal(alarms.length, rows.length);
  assert.deepEqual(
    latestBurst(alarms).map(({ name }) => name),
    ['log', 'first', 'second', 'whole'],
  );
  assert.equal(firstToOpen(alarms).name, 'first');
});

test('where none fires on a metric, the walk is told why it cannot go on', () => {
  assert.throws(() => firstToOpen(readAlarms('0 alarms in ALARM')), UnreadableError);
  assert.throws(() => firstToOpen(readAlarms(table(HEADINGS, [rows[1] ?? []]))), UnreadableError);
});
