import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { table } from '../../src/format/table.ts';

/** The cells of one line, with the escapes undone. */
function cells(line: string): string[] {
  return line
    .slice(2, -2)
    .split(/(?<!\\) \| |(?<=\\\\) \| /)
    .map((cell) => cell.replaceAll('\\|', '|'));
}

void test('a table has a header, a rule and a line per row', () => {
  assert.equal(
    table(
      ['alarm', 'value'],
      [
        ['a', 1],
        ['b', undefined],
      ],
    ),
    '| alarm | value |\n|---|---|\n| a | 1 |\n| b | - |',
  );
});

void test('no cell can break a row or add a column', () => {
  const cell = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('|', '\n', '\r', 'a', ' ') }));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
      const lines = table(['a', 'b'], rows).split(/[\n\r]/);
      assert.equal(lines.length, rows.length + 2);
      for (const line of lines.slice(2)) {
        const bars = [...line.matchAll(/(?<!\\)\|/g)].length;
        assert.equal(bars, 3, line);
      }
    }),
  );
});

void test('a cell reads back but for its line breaks', () => {
  const plain = fc.stringMatching(/^[a-z0-9 |:=/.-]*[a-z0-9]$/);
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      const line = table(['x', 'y'], [[a, b]]).split('\n')[2] ?? '';
      assert.deepEqual(cells(line), [a, b]);
    }),
  );
  assert.match(table(['x'], [['one\r\n  two']]), /\| one two \|/);
});
