import assert from 'node:assert/strict';
import { test } from 'node:test';
import { muteEnd } from '../../src/analysis/mute-schedule.ts';

const rule = (schedule: string, duration: string, timeZone = 'UTC') => ({ schedule, duration, timeZone });

void test('a one-time rule ends its duration after its time, in its zone', () => {
  assert.equal(muteEnd(rule('at(2026-11-21T08:00)', 'PT4H')), Date.UTC(2026, 10, 21, 12));
  assert.equal(muteEnd(rule('at(2026-11-21T08:00)', 'P1DT30M')), Date.UTC(2026, 10, 22, 8, 30));
  assert.equal(muteEnd(rule('at(2026-11-21T08:00)', 'PT1H', 'America/New_York')), Date.UTC(2026, 10, 21, 14));
  assert.equal(muteEnd(rule('at(2026-07-21T08:00)', 'PT1H', 'Europe/Berlin')), Date.UTC(2026, 6, 21, 7));
  assert.equal(muteEnd(rule('at(2026-07-21T08:00)', 'PT1H', 'Asia/Kolkata')), Date.UTC(2026, 6, 21, 3, 30));
});

void test('a recurring rule and what cannot be read have no end', () => {
  assert.equal(muteEnd(rule('cron(0 2 * * *)', 'PT4H')), undefined);
  assert.equal(muteEnd(rule('at(2026-11-21T08:00)', 'four hours')), undefined);
  assert.equal(muteEnd(rule('at(2026-11-21T08:00)', 'PT4H', 'Mars/Olympus')), undefined);
  assert.equal(muteEnd(rule('', '')), undefined);
});
