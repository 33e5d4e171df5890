import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../src/sandbox/evaluate/alarm-judge.ts';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const RETAIN = undefined;

/** Datapoints as AWS's page writes them: 0 is fine, X breaches, - is missing; then the state for each treatment. */
type Row = [points: string, missing: unknown, ignore: unknown, breaching: unknown, notBreaching: unknown];

function check(rows: readonly Row[], rule: { periods: number; toAlarm: number }): void {
  for (const [written, ...states] of rows) {
    const points = written.split(' ').map((mark) => ({ 0: false, X: true })[mark]);
    TREATMENTS.forEach((missing, i) => {
      assert.equal(judge(points, { ...rule, missing }), states[i], `${written} with missing data ${missing}`);
    });
  }
}

test('three of three datapoints: the first table of "Configuring how CloudWatch alarms treat missing data"', () => {
  check(
    [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', RETAIN, 'ALARM', 'OK'],
    ],
    { periods: 3, toAlarm: 3 },
  );
});

test('two of three datapoints: the second table', () => {
  check(
    [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', RETAIN, 'ALARM', 'OK'],
    ],
    { periods: 3, toAlarm: 2 },
  );
});

test('a single fresh datapoint does not alarm where three are needed', () => {
  check([['- - - - X', RETAIN, RETAIN, 'ALARM', 'OK']], { periods: 3, toAlarm: 3 });
});
