import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { comparePositions, rowsAfter, shorten, shownUpTo, type Position, type Shown } from '../../src/tools/paging.ts';

const key = (row: Position) => row;
const component = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'ab', 'b', 'ä'));
/** Keys whose components have one type per place, as those of a tool have. */
const rows = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'ab', 'b', 'ä'), fc.string({ maxLength: 3 })),
    {
      selector: (row) => JSON.stringify(row),
      maxLength: 20,
    },
  )
  .map((list) => list.toSorted(comparePositions));

void test('positions are ordered totally', () => {
  const position = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'ab', 'b'));
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      assert.equal(Math.sign(comparePositions(a, b)), -Math.sign(comparePositions(b, a)) + 0);
      if (comparePositions(a, b) < 0 && comparePositions(b, c) < 0) assert.ok(comparePositions(a, c) < 0);
      assert.equal(comparePositions(a, a), 0);
    }),
  );
});

void test('numbers are in order of their values, texts of their code units', () => {
  const sorted: Position[] = [[-10], [-9], [0], [2], [10], ['10'], ['2'], ['Z'], ['a'], ['ä']];
  for (const part of [sorted.slice(0, 5), sorted.slice(5)]) {
    assert.deepEqual(part.toReversed().toSorted(comparePositions), part);
  }
});

void test('after a row come exactly the rows behind it, whether it is still there or not', () => {
  fc.assert(
    fc.property(rows, fc.nat(), fc.boolean(), (list, at, deleted) => {
      if (list.length === 0) return;
      const last = list[at % list.length] as Position;
      const expected = list.slice(list.indexOf(last as never) + 1);
      const now = deleted ? list.filter((row) => row !== last) : list;
      assert.deepEqual(rowsAfter(now, key, shorten(last)), expected);
    }),
  );
  assert.deepEqual(rowsAfter([[1], [2]], key, undefined), [[1], [2]]);
});

void test('rows of the same key are told apart by their number, however many a page shows', () => {
  const twins = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b')), { maxLength: 30 });
  fc.assert(
    fc.property(twins, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (keys, sizes) => {
      const list = keys.toSorted(comparePositions).map((position, i) => ({ position, i }));
      const shown: number[] = [];
      let after: Shown | undefined;
      for (let call = 0; ; call += 1) {
        const page = rowsAfter(list, (row) => row.position, after).slice(0, sizes[call % sizes.length]);
        if (page.length === 0) break;
        assert.ok(call < list.length, 'a page came twice');
        shown.push(...page.map(({ i }) => i));
        after = shorten(shownUpTo(page, (row) => row.position, after));
      }
      assert.deepEqual(
        shown,
        list.map(({ i }) => i),
      );
    }),
  );
});

void test('long texts with one beginning are told apart while the row is there', () => {
  const start = 'x'.repeat(100);
  const list: Position[] = ['a', 'b', 'c', 'd'].map((end) => [`${start}${end}`]);
  assert.deepEqual(rowsAfter(list, key, shorten(list[1] as Position)), list.slice(2));
  // The row is gone: rows of that beginning may come again, none is lost.
  const left = list.filter((_, i) => i !== 1);
  assert.deepEqual(rowsAfter(left, key, shorten(list[1] as Position)), left);
});

void test('a text that a shorter cut carries is still known by its digest', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(0, 8, 24, 56), (text, kept) => {
      assert.deepEqual(rowsAfter([[text], [`${text}z`]], key, shorten([text], kept)), [[`${text}z`]]);
    }),
  );
});

void test('components of unlike types keep some order', () => {
  fc.assert(fc.property(component, component, (a, b) => Number.isFinite(comparePositions([a], [b]))));
});
