import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmToOpen, latestBurst, readAlarms } from '../../../src/client/reading/read-alarms.ts';
import { UnreadableError } from '../../../src/client/reading/unreadable.ts';
import { table } from '../../../src/format/table.ts';

const HEADINGS = ['alarm', 'since (UTC, 2026-11-21 where no date)', 'fires when', 'reason', 'flags'];
const rows = [
  ['old', '2026-11-20 09:00', 'CPUUtilization (Average) > 90 for 3 × 1 min', 'r', '-'],
  ['whole', '09:06', 'slow in ALARM and (full in ALARM or other in ALARM)', 'r', '-'],
  ['full', '09:05:30', 'DiskUsed (Maximum, A=a|b) > 90 % for 3 × 1 min', 'r', '-'],
  ['slow', '09:04', 'TargetResponseTime (p99) > 5 s for 3 × 1 min', 'r', '-'],
  ['early', '09:03:30', 'Messages (Sum) > 5 for 3 × 1 min', 'r', '-'],
  ['log', '09:03', 'count of log query on /a > 5 in 2 of 3 runs', 'r', '-'],
  ['noise', '09:40', 'Age (Maximum) > 120 for 3 × 1 min', 'r', 'muted by rule x'],
];
const read = (some: readonly (readonly string[])[]) =>
  readAlarms(`alarms in ALARM\n\n${table(HEADINGS, some)}\n\nhttps://console`);

test('the latest incident is without what is old or muted, the earliest first', () => {
  const alarms = read(rows);
  assert.equal(alarms.length, rows.length);
  assert.deepEqual(
    latestBurst(alarms).map(({ name }) => name),
    ['log', 'early', 'slow', 'full', 'whole'],
  );
});

test('the alarm to open is the first of a composite that is no symptom, else the first on a metric', () => {
  const { alarm, why } = alarmToOpen(read(rows));
  assert.equal(alarm.name, 'full');
  assert.match(
    why,
    /^5 of 7 alarms .*, log first\. Opened is, of the 2 that whole is made of, the earliest .*: full\.$/,
  );
  const without = (...names: string[]) => read(rows.filter(([name = '']) => !names.includes(name)));
  assert.equal(alarmToOpen(without('whole')).alarm.name, 'early');
  assert.equal(alarmToOpen(without('whole', 'early', 'full')).alarm.name, 'slow');
});

test('where none fires on a metric, the walk is told why it cannot go on', () => {
  assert.throws(() => alarmToOpen(readAlarms('0 alarms in ALARM')), UnreadableError);
  assert.throws(() => alarmToOpen(read([rows[1] ?? []])), UnreadableError);
});
