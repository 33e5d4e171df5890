import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { visible, visibleJson } from '../../src/client/paint.ts';

/** What a terminal acts on, and what turns or hides text. */
const STEERS = /[^\P{Cc}\t\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

test('escape sequences of a server are seen, not obeyed', () => {
  assert.equal(visible('\u001b[31mred\u001b]0;title\u0007'), '␛[31mred␛]0;title␇');
  assert.equal(visible('a\rb\u007f\u009b2J'), 'a␍b␡\\u009b2J');
  assert.equal(visible('abc\u202edcba'), 'abc\\u202edcba');
  assert.equal(visible('tab\tand line\r\nends\n'), 'tab\tand line\nends\n');
});

test('nothing that steers a terminal is left of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(visible(text), STEERS);
    }),
  );
});

test('JSON stays the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = visibleJson(value);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.doesNotMatch(text, STEERS);
    }),
  );
  assert.equal(visibleJson('\u009b\u202e'), '"\\u009b\\u202e"');
});
