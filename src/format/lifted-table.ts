import { table, type Cell } from './table.ts';

export interface Column {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** Stays a column even where all its cells are equal: it names the rows. */
  readonly key?: boolean | undefined;
}

/**
 * A table without the columns that say the same in every row; those are in `constant`, for the scope line: `class
 * STANDARD, retention 14 d`. A single row keeps all its columns.
 */
export function liftedTable(columns: readonly Column[]): { table: string; constant: string } {
  const rows = columns[0]?.cells.length ?? 0;
  if (rows === 0) return { table: '', constant: '' };
  const same = (column: Column) => rows > 1 && column.key !== true && new Set(column.cells).size === 1;
  const kept = columns.filter((column) => !same(column));
  const lifted = columns.filter(same).filter((column) => (column.cells[0] ?? '') !== '');
  return {
    table: table(
      kept.map((column) => column.name),
      Array.from({ length: rows }, (_, i) => kept.map((column) => column.cells[i])),
    ),
    constant: lifted.map((column) => `${column.name} ${column.cells[0]}`).join(', '),
  };
}
