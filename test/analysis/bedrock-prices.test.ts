import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePrices } from '../../src/analysis/bedrock-prices.ts';
import type { Usage } from '../../src/analysis/usage-report.ts';

const usage = (rawModel: string, tokens: Partial<Usage> = {}): Usage => ({
  day: '2026-11-20',
  region: 'us-east-1',
  account: '123456789012',
  model: rawModel.replace('us.', ''),
  rawModel,
  calls: 1,
  errors: 0,
  throttled: 0,
  inputTokens: 1_000_000,
  outputTokens: 500_000,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  ...tokens,
});

void test('a price holds for a model by its name, by the name that was called, or by how it begins', () => {
  for (const name of ['a.one-v1:0', 'us.a.one-v1:0', 'a.one*', 'us.a*', '*'])
    assert.equal(parsePrices([`${name}=3/15`])(usage('us.a.one-v1:0')), 3 + 7.5, name);
  for (const name of ['a.one', 'a.two-v1:0', 'b*'])
    assert.equal(parsePrices([`${name}=3/15`])(usage('us.a.one-v1:0')), undefined);
});

void test('the first price that fits holds', () => {
  const pricing = parsePrices(['a.one=1/0', '*=2/0']);
  assert.deepEqual([pricing(usage('a.one')), pricing(usage('a.two'))], [1, 2]);
});

void test('tokens of the cache need a price of their own', () => {
  const cached = usage('a.one', {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 2_000_000,
    cacheWriteTokens: 1_000_000,
  });
  assert.equal(parsePrices(['a.one=3/15'])(cached), undefined);
  assert.equal(parsePrices(['a.one = 3 / 15 / 0.3 / 3.75'])(cached), 0.6 + 3.75);
});

void test('what used no tokens costs nothing, priced or not', () => {
  assert.equal(parsePrices([])(usage('a.one', { inputTokens: 0, outputTokens: 0 })), 0);
});

void test('what is no price is refused with the form of one', () => {
  for (const text of ['', 'a.one', 'a.one=3', 'a.one=3/x', 'a.one=3/15/1', 'a.one=-3/15', '=3/15', 'a=3/15/1/1/1'])
    assert.throws(() => parsePrices([text]), /is no price\. Write model=input\/output/, text);
});
