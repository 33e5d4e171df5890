import { splitRow } from './reading/read-table.ts';

/** Text made to fit a window, and whether that took more than the window's own lines. */
export interface Layout {
  readonly lines: readonly string[];
  readonly reshaped: boolean;
}

/** Narrowest column of a table, characters. */
const MIN_CELL = 6;

/**
 * An answer for reading in a window of `columns` characters: lines and tables that fit stay as they are, wider ones are
 * wrapped, tables cell by cell. Links stay whole, so that they can be opened.
 */
export function layout(text: string, columns: number): Layout {
  const lines = text.split('\n');
  const out: string[] = [];
  let reshaped = false;
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? '';
    const rows = line.startsWith('|') ? tableFrom(lines, i) : [line];
    i += rows.length;
    if (rows.every((row) => row.length <= columns)) out.push(...rows);
    else {
      const fitted = line.startsWith('|') ? wrapTable(rows, columns) : wrap(line, columns, '  ');
      reshaped ||= fitted.length !== rows.length || line.startsWith('|');
      out.push(...fitted);
    }
  }
  return { lines: out, reshaped };
}

function tableFrom(lines: readonly string[], start: number): string[] {
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return lines.slice(start, end < 0 ? undefined : end);
}

/** A line in pieces of at most `columns` characters, cut at spaces; words that are longer are cut, links are not. */
export function wrap(line: string, columns: number, indent = ''): string[] {
  if (line.length <= columns) return [line];
  const out: string[] = [];
  let current = /^\s*/.exec(line)?.[0] ?? '';
  const push = () => {
    out.push(current.trimEnd());
    current = indent;
  };
  for (const word of line.trim().split(/ +/)) {
    let rest = word;
    const blank = current.trim() === '';
    if (!blank && current.length + 1 + rest.length > columns) push();
    else if (!blank) current += ' ';
    while (current.length + rest.length > columns && !/^https?:/.test(rest)) {
      const room = Math.max(1, columns - current.length);
      current += rest.slice(0, room);
      rest = rest.slice(room);
      push();
    }
    current += rest;
  }
  if (current.trim() !== '') out.push(current.trimEnd());
  return out;
}

/** A pipe table with its columns aligned and its cells wrapped to `columns` characters in all. */
function wrapTable(lines: readonly string[], columns: number): string[] {
  const rows = lines.map(splitRow);
  const [heading = [], , ...body] = rows;
  const widths = columnWidths([heading, ...body], columns);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [...wrapRow(heading, widths), rule, ...body.flatMap((row) => wrapRow(row, widths))];
}

function wrapRow(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, i) => wrap(row[i] ?? '', width));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from(
    { length: height },
    (_, y) => `| ${widths.map((width, i) => (cells[i]?.[y] ?? '').padEnd(width)).join(' | ')} |`,
  );
}

/** The natural widths, the widest cut down to one common width until all fit. */
function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, i) => Math.max(1, ...rows.map((row) => row[i]?.length ?? 0)));
  const room = columns - 3 * count - 1;
  let cap = Math.max(...natural);
  const total = () => natural.reduce((sum, width) => sum + Math.min(width, cap), 0);
  while (cap > MIN_CELL && total() > room) cap -= 1;
  return natural.map((width) => Math.min(width, cap));
}
