import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literalOf } from '../../src/analysis/pattern-literal.ts';

test('the longest text that a pattern has between its tokens and quotes', () => {
  for (const [pattern, literal] of [
    ['{"time":<Date-1>,"msg":"order failed: no slot left","id":<Token-2>', 'order failed: no slot left'],
    ['<Date-1> mail delayed, attempt <Number-2> of 5: try again later', 'mail delayed, attempt'],
    ['GET <*> took <*> milliseconds here', 'milliseconds here'],
    ['login of [redacted:password] was refused by us…(+12 chars)', 'was refused by us'],
    ['"a\\n" <*>', undefined],
    ['', undefined],
  ] as const) {
    assert.equal(literalOf(pattern), literal, pattern);
  }
});
