import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findFlapping, stays, timeInStates } from '../../src/analysis/alarm-timeline.ts';
import type { AlarmEvent, AlarmState } from '../../src/model.ts';
import { change, NOON } from './alarm-samples.ts';

const MINUTE = 60_000;

void test('each stay lasts to the next change, the newest to the end of the window', () => {
  const list = stays(
    [change(0, 'OK', 'ALARM'), change(10, 'ALARM', 'OK'), change(30, 'OK', 'ALARM')],
    NOON + 60 * MINUTE,
  );
  assert.deepEqual(
    list.map(({ event, durationMs, lasting }) => [event.to, durationMs / MINUTE, lasting]),
    [
      ['ALARM', 30, true],
      ['OK', 20, false],
      ['ALARM', 10, false],
    ],
  );
});

void test('the time before the first change is the state it came from; without changes the state there is', () => {
  const window = { start: NOON - 20 * MINUTE, end: NOON + 40 * MINUTE };
  const changes = [change(10, 'ALARM', 'OK'), change(0, 'OK', 'ALARM')];
  assert.deepEqual(timeInStates(changes, window, 'OK'), { OK: 50 * MINUTE, ALARM: 10 * MINUTE });
  assert.deepEqual(timeInStates([], window, 'ALARM'), { ALARM: 60 * MINUTE });
  assert.deepEqual(timeInStates([], window, undefined), {});
});

void test('the times in the states are the window, for any changes', () => {
  const state = fc.constantFrom<AlarmState>('ALARM', 'OK', 'INSUFFICIENT_DATA');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000 }), state, state)), (list) => {
      const changes = list.map(([minutes, from, to]) => change(minutes, from, to));
      const window = { start: NOON, end: NOON + 1_001 * MINUTE };
      const total = Object.values(timeInStates(changes, window, 'OK')).reduce((sum, ms) => sum + ms, 0);
      assert.equal(total, 1_001 * MINUTE);
    }),
  );
});

const flaps = (minutes: readonly number[]): AlarmEvent[] =>
  minutes.flatMap((at) => [change(at, 'OK', 'ALARM'), change(at + 1, 'ALARM', 'OK')]);

void test('three changes into ALARM within two hours are flapping, two are not, nor three in a day', () => {
  assert.equal(findFlapping(flaps([0, 20]), 60), undefined);
  assert.equal(findFlapping(flaps([0, 100, 200, 300]), 60), undefined);
  assert.deepEqual(findFlapping(flaps([0, 20, 119]), 60), {
    changes: 3,
    spanMs: 120 * MINUTE,
    first: NOON,
    last: NOON + 119 * MINUTE,
    medianAlarmMs: MINUTE,
  });
});

void test('the busiest span is told, and alarms with long periods have longer ones', () => {
  const found = findFlapping(flaps([0, 40, 80, 400, 410, 420, 430, 900]), 60);
  assert.deepEqual([found?.changes, found?.first], [4, NOON + 400 * MINUTE]);
  assert.equal(findFlapping(flaps([0, 100, 190]), 60), undefined);
  assert.equal(findFlapping(flaps([0, 100, 190]), 300)?.spanMs, 200 * MINUTE);
});

void test('an alarm that has not left ALARM yet does not count towards how long it stays', () => {
  const changes = [...flaps([0, 20]), change(40, 'OK', 'ALARM')];
  assert.equal(findFlapping(changes, 60)?.medianAlarmMs, MINUTE);
});
