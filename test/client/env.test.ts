import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminalOf } from '../../src/client/env.ts';

test('colour is for terminals, and the environment may say otherwise', () => {
  const colour = (isTTY: boolean, env: Record<string, string>) => terminalOf({ isTTY }, env).colour;
  assert.equal(colour(true, {}), true);
  assert.equal(colour(false, {}), false);
  assert.equal(colour(true, { NO_COLOR: '1' }), false);
  assert.equal(colour(true, { NO_COLOR: '' }), true);
  assert.equal(colour(true, { TERM: 'dumb' }), false);
  assert.equal(colour(false, { FORCE_COLOR: '1' }), true);
  assert.equal(colour(true, { FORCE_COLOR: '0' }), false);
});

test('the width is the window, else COLUMNS, else 100', () => {
  assert.equal(terminalOf({ isTTY: true, columns: 93 }, { COLUMNS: '70' }).columns, 93);
  assert.equal(terminalOf({}, { COLUMNS: '70' }).columns, 70);
  assert.equal(terminalOf({}, { COLUMNS: 'wide' }).columns, 100);
  assert.equal(terminalOf({ columns: 5 }, {}).columns, 40);
});
