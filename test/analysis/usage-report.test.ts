import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breakDown, BREAKDOWNS, tokensOf, totalOf, type Usage } from '../../src/analysis/usage-report.ts';

const count = fc.integer({ min: 0, max: 1_000 });
const usages: fc.Arbitrary<Usage[]> = fc.array(
  fc.record({
    day: fc.constantFrom('2026-11-19', '2026-11-20'),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    account: fc.constantFrom('111111111111', '222222222222'),
    model: fc.constantFrom('a', 'b', 'c'),
    rawModel: fc.constantFrom('a', 'us.a', 'eu.a'),
    user: fc.constantFrom('alice', 'bob'),
    calls: count,
    errors: count,
    throttled: count,
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
  }),
);
const KEYS = [
  'calls',
  'errors',
  'throttled',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const;

void test('every breakdown adds up to the total, and its rows come by their tokens, days by date', () => {
  fc.assert(
    fc.property(usages, (all) => {
      const total = totalOf(all, () => 1);
      for (const by of BREAKDOWNS) {
        const rows = breakDown(all, by, () => 1);
        for (const key of KEYS)
          assert.equal(
            rows.reduce((sum, row) => sum + row[key], 0),
            total[key],
          );
        const order = rows.map((row) => (by === 'day' ? row.name : -tokensOf(row)));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
        );
      }
      assert.equal(total.cost, all.length);
    }),
  );
});

void test('a row costs what its parts do, and nothing is told where one has no price', () => {
  const [one, other] = ['a', 'b'].map((model) => ({ ...NOTHING, model, rawModel: `us.${model}`, calls: 1 }));
  const pricing = ({ model }: Usage) => (model === 'a' ? 2 : undefined);
  const all = [one, other] as Usage[];
  assert.deepEqual(
    breakDown(all, 'model', pricing).map(({ name, cost, alsoCalled }) => [name, cost, alsoCalled]),
    [
      ['a', 2, ['us.a']],
      ['b', undefined, ['us.b']],
    ],
  );
  assert.equal(totalOf(all, pricing).cost, undefined);
  assert.equal(totalOf(all).cost, undefined);
});

void test('what is not known is in no row, and what counts nothing is left out', () => {
  assert.deepEqual(breakDown([{ ...NOTHING, calls: 1 }], 'user'), []);
  assert.deepEqual(breakDown([NOTHING], 'model'), []);
});

const NOTHING: Usage = {
  day: '2026-11-20',
  region: 'us-east-1',
  account: '111111111111',
  model: 'a',
  rawModel: 'a',
  calls: 0,
  errors: 0,
  throttled: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};
