import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout } from '../../src/client/layout.ts';
import { splitRow } from '../../src/client/reading/read-table.ts';
import { table } from '../../src/format/table.ts';

test('what fits stays as it is', () => {
  const text = `first line\n\n${table(['a', 'b'], [['1', 'x | y']])}\nlast`;
  assert.deepEqual(layout(text, 80), text.split('\n'));
});

test('wide tables are wrapped cell by cell and lose nothing', () => {
  const rows = [
    [
      'orders-db-connections',
      '2026-11-21T09:20Z',
      'DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db) > 360 for 3 × 1 min',
    ],
    ['checkout-5xx-rate', '2026-11-21T09:18Z', 'a very long expression, '.repeat(6)],
  ];
  for (const columns of [80, 100, 120]) {
    const lines = layout(table(['alarm', 'since', 'fires when'], rows), columns);
    for (const line of lines) assert.ok(line.length <= columns, `${line.length} > ${columns}: ${line}`);
    const cells = lines.slice(2).map(splitRow);
    const joined = (column: number) =>
      cells
        .map((row) => row[column] ?? '')
        .join('')
        .replaceAll(/\s/g, '');
    for (const column of [0, 1, 2]) {
      assert.equal(
        joined(column),
        rows
          .map((row) => row[column] ?? '')
          .join('')
          .replaceAll(/\s/g, ''),
      );
    }
  }
});

test('where a table has too little room, each row becomes lines of its own', () => {
  const text = table(['alarm', 'since', 'fires when'], [['a-b', '2026-11-21T09:20Z', 'long text '.repeat(9).trim()]]);
  assert.deepEqual(layout(text, 40), [
    '| alarm: a-b',
    '|   since: 2026-11-21T09:20Z',
    '|   fires when: long text long text',
    '|     long text long text long text long',
    '|     text long text long text long text',
  ]);
});

test('long lines are wrapped, words beyond the width cut, links left whole', () => {
  const link = `https://example.com/${'x'.repeat(90)}`;
  const lines = layout(`${'word '.repeat(20)}\n${'y'.repeat(100)}\n${link}`, 40);
  assert.ok(lines.includes(link));
  for (const line of lines.filter((other) => other !== link)) assert.ok(line.length <= 40, line);
  assert.equal(
    lines
      .filter((line) => line.includes('y'))
      .join('')
      .replaceAll(' ', '').length,
    100,
  );
});

test('a call stays whole on a line of its own where it is to be pasted', () => {
  const call = `describe_alarms names=["${'a long name, '.repeat(9)}"] account="x"`;
  const text = `Details of one: ${call} (of ${'many '.repeat(20).trim()}).`;
  assert.ok(!layout(text, 60).includes(call));
  const lines = layout(text, 60, 'whole');
  assert.deepEqual(lines.slice(0, 2), ['Details of one:', call]);
  assert.ok(lines.slice(2).every((line) => line.length <= 60));
});
