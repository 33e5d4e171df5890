export type Cell = string | number | undefined;

/**
 * A pipe table that people and models read. Line breaks and pipes inside cells are escaped; an empty cell is `-`.
 * A column whose cells are all equal belongs into the scope line, not in here: lifted-table.ts puts it there.
 */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)];
  return lines.join('\n');
}

function line(cells: readonly Cell[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function cell(value: Cell): string {
  if (value === undefined || value === '') return '-';
  const text = String(value);
  if (!/[|\r\n\u0085\u2028\u2029]/.test(text)) return text;
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/[\s\u0085]+/g, (space) => (/[\r\n\u0085\u2028\u2029]/.test(space) ? ' ' : space));
}
