import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liftedTable } from '../../src/format/lifted-table.ts';

test('a column that says the same in every row goes into the scope line', () => {
  const { table, constant } = liftedTable([
    { name: 'group', cells: ['x', 'x'], key: true },
    { name: 'class', cells: ['STANDARD', 'STANDARD'] },
    { name: 'empty', cells: ['', ''] },
    { name: 'size', cells: [1, 2] },
  ]);
  assert.equal(table, '| group | size |\n|---|---|\n| x | 1 |\n| x | 2 |');
  assert.equal(constant, 'class STANDARD');
});

test('a single row keeps its columns; no rows, no table', () => {
  assert.equal(
    liftedTable([
      { name: 'a', cells: [1] },
      { name: 'b', cells: [2] },
    ]).table,
    '| a | b |\n|---|---|\n| 1 | 2 |',
  );
  assert.deepEqual(liftedTable([{ name: 'a', cells: [] }]), { table: '', constant: '' });
});
