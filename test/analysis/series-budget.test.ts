import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnsThatFit, READABLE_COLUMNS, rowsThatFit } from '../../src/analysis/series-budget.ts';
import { seriesTable } from '../../src/format/series-table.ts';
import { estimateTokens } from '../../src/format/tokens.ts';

const START = Date.parse('2026-11-19T09:00Z');
/** A table of awkward numbers over several days, with long headings. */
const tableOf = (columns: number, rows: number) =>
  seriesTable(
    Array.from({ length: columns }, (_, c) => ({
      label: `#${c + 10} TargetRespon…5e-target-1`,
      unit: 'Milliseconds',
      points: Array.from(
        { length: rows },
        (_row, r) => [START + r * 900_000, 1234.567 / (1 + ((r * 7 + c) % 13))] as const,
      ),
    })),
  );

test('a table of as many rows as are said to fit is within the budget', () => {
  for (const columns of [1, 2, 5, 10]) {
    const rows = rowsThatFit(6_000, columns, columns);
    const tokens = estimateTokens(tableOf(columns, rows));
    assert.ok(tokens <= 6_000, `${columns} columns, ${rows} rows: ${tokens} tokens`);
    assert.ok(tokens >= 2_500, `${columns} columns, ${rows} rows: only ${tokens} tokens`);
  }
});

test('columns: never more than can be read, none where the summaries take all', () => {
  assert.equal(columnsThatFit(60_000, 36, 5), READABLE_COLUMNS);
  assert.equal(columnsThatFit(6_000, 36, 90), 0);
  assert.ok(columnsThatFit(6_000, 36, 20) >= 5);
});

test('more budget never means fewer rows or columns; more summaries never mean more', () => {
  const budget = fc.integer({ min: 1_000, max: 20_000 });
  const few = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(budget, fc.nat(5_000), few, few, (tokens, more, columns, summaries) => {
      assert.ok(rowsThatFit(tokens + more, columns, summaries) >= rowsThatFit(tokens, columns, summaries));
      assert.ok(columnsThatFit(tokens + more, columns, summaries) >= columnsThatFit(tokens, columns, summaries));
      assert.ok(columnsThatFit(tokens, columns, summaries + 1) <= columnsThatFit(tokens, columns, summaries));
    }),
  );
});
