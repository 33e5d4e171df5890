import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluationSpan, windowToInvestigate } from '../../src/analysis/alarm-window.ts';
import type { AlarmRule } from '../../src/model.ts';
import { alarmWith, logRule, metricRule, NOON, PROMQL } from './alarm-samples.ts';

const MINUTE = 60_000;
const LATER = NOON + 86_400_000;
const COMPOSITE: AlarmRule = { kind: 'composite', expression: 'ALARM(a)' };
/** Minutes before and after the change. */
const around = (rule: AlarmRule, children: Parameters<typeof windowToInvestigate>[3] = []) => {
  const { start, end } = windowToInvestigate(rule, NOON, LATER, children);
  return [(NOON - start) / MINUTE, (end - NOON) / MINUTE];
};

void test('5 × period × evaluation periods before to 2 × period after', () => {
  assert.deepEqual(around(metricRule()), [15, 2]);
  assert.deepEqual(around(metricRule({ periodSeconds: 300, periods: 2 })), [50, 10]);
});

void test('PromQL counts pending period and interval, a log alarm its schedule, a composite its children', () => {
  assert.deepEqual(around(PROMQL), [30, 2]);
  assert.deepEqual(around(logRule()), [75, 10]);
  const children = [
    alarmWith(metricRule()),
    alarmWith(metricRule({ periodSeconds: 300, periods: 2 })),
    alarmWith(COMPOSITE),
  ];
  assert.deepEqual(around(COMPOSITE, children), [50, 10]);
  assert.deepEqual(around(COMPOSITE), [25, 10]);
});

void test('a log query that looks back further than its runs counts with that', () => {
  assert.equal(evaluationSpan(logRule({ fromSeconds: 7_200 })).span, 7_200);
});

void test('the window is on whole minutes around the change and ends by now', () => {
  const changed = NOON + 29_500;
  const { start, end } = windowToInvestigate(metricRule(), changed, changed + 90_700);
  assert.equal(start % MINUTE, 0);
  assert.equal(end, changed + 90_500);
  const fresh = windowToInvestigate(metricRule(), changed, changed);
  assert.ok(fresh.start < changed - 14 * MINUTE && fresh.end >= changed - 1_000);
});
