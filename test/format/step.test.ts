import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatStep, parseStep } from '../../src/format/step.ts';

void test('durations and seconds are read', () => {
  assert.equal(parseStep('30s', 'step'), 30_000);
  assert.equal(parseStep('1h30m', 'step'), 5_400_000);
  assert.equal(parseStep(' 250ms ', 'step'), 250);
  assert.equal(parseStep('60', 'step'), 60_000);
  assert.equal(parseStep('0.5', 'step'), 500);
});

void test('anything else is named', () => {
  for (const text of ['', '5 minutes', '-1m', '0', '0s', '1x', 'm', '1e3']) {
    assert.throws(() => parseStep(text, 'step'), {
      code: 'invalid_input',
      message: /^step is ".*": it must be a duration/,
    });
  }
});

void test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (ms) =>
      assert.equal(parseStep(formatStep(ms), 'step'), ms),
    ),
  );
});
