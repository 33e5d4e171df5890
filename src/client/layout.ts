import { callsIn } from './reading/read-call.ts';
import { splitRow } from './reading/read-table.ts';

/** Narrowest column of a table, characters. */
const MIN_CELL = 6;
/** Cells up to this long keep their words whole where there is room; columns of longer ones begin this narrow. */
const SHORT_CELL = 28;
const NARROW_CELL = 12;

/** A word begins on a line of which this much is left, characters, and is cut where it is longer. */
const MIN_ROOM = 48;

/**
 * An answer for reading in a window of `columns` characters: lines and tables that fit stay as they are, wider ones are
 * wrapped, tables cell by cell. Links stay whole, so that they can be opened, and where `calls` says so the calls of tools, on
 * lines of their own, so that they can be pasted.
 */
export function layout(text: string, columns: number, calls: 'whole' | 'wrapped' = 'wrapped'): string[] {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? '';
    const rows = line.startsWith('|') ? tableFrom(lines, i) : [line];
    i += rows.length;
    if (rows.every((row) => row.length <= columns)) out.push(...rows);
    else if (line.startsWith('|')) out.push(...wrapTable(rows, columns));
    else out.push(...(calls === 'whole' ? wrapAroundCalls(line, columns) : wrap(line, columns, '  ')));
  }
  return out;
}

function wrapAroundCalls(line: string, columns: number): string[] {
  const found = callsIn(line);
  const out: string[] = [];
  let from = 0;
  const words = (text: string) => {
    if (text.trim() !== '') out.push(...wrap(text.trim(), columns, '  '));
  };
  for (const { start, end } of found) {
    words(line.slice(from, start));
    out.push(line.slice(start, end));
    from = end;
  }
  if (found.length === 0) return wrap(line, columns, '  ');
  words(line.slice(from));
  return out;
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
    const cutHere = columns - current.length > MIN_ROOM;
    if (!blank && !cutHere && current.length + 1 + rest.length > columns) push();
    else if (!blank) current += ' ';
    while (current.length + rest.length > columns && !/^https?:/.test(rest)) {
      const cut = cutAt(rest, Math.max(1, columns - current.length));
      current += rest.slice(0, cut);
      rest = rest.slice(cut);
      push();
    }
    current += rest;
  }
  if (current.trim() !== '') out.push(current.trimEnd());
  return out;
}

/** Where to cut a word so that at most `room` characters stay: after a comma or a sign in the second half of them. */
function cutAt(word: string, room: number): number {
  const head = word.slice(0, room);
  const cuts = [/^.*,/s, /^.*[-/=_:.(|]/s].map((sign) => sign.exec(head)?.[0].length ?? 0);
  return cuts.find((cut) => cut > room / 2) ?? room;
}

/** A pipe table with its columns aligned and its cells wrapped to `columns` characters in all. */
function wrapTable(lines: readonly string[], columns: number): string[] {
  const rows = lines.map(splitRow);
  const [heading = [], , ...body] = rows;
  const widths = columnWidths([heading, ...body], columns);
  if (widths === undefined) return body.flatMap((row) => record(heading, row, columns));
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [...wrapRow(heading, widths), rule, ...body.flatMap((row) => wrapRow(row, widths))];
}

/** A row as lines of its own, where the window is too narrow for its table. */
function record(heading: readonly string[], row: readonly string[], columns: number): string[] {
  return row.flatMap((cell, i) => {
    const [first = '', ...rest] = wrap(`${heading[i] ?? ''}: ${cell}`, columns - 6);
    return [`|${i === 0 ? ' ' : '   '}${first}`, ...rest.map((line) => `|     ${line}`)];
  });
}

function wrapRow(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, i) => wrap(row[i] ?? '', width));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from(
    { length: height },
    (_, y) => `| ${widths.map((width, i) => (cells[i]?.[y] ?? '').padEnd(width)).join(' | ')} |`,
  );
}

/**
 * Widths that keep the table low: short columns begin with their longest word and long ones narrow, then the room goes,
 * a character at a time, to the column that makes the most rows high. Undefined where long texts have too little room.
 */
function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] | undefined {
  const count = Math.max(...rows.map((row) => row.length));
  const cells = Array.from({ length: count }, (_, i) => rows.map((row) => row[i] ?? ''));
  const natural = cells.map((column) => Math.max(1, ...column.map((cell) => cell.length)));
  const words = cells.map((column) => Math.max(1, ...column.flatMap((cell) => cell.split(' ').map((w) => w.length))));
  const room = columns - 3 * count - 1;
  const wanted = words.map((word, i) => ((natural[i] ?? 0) > SHORT_CELL ? NARROW_CELL : word));
  const fits = sum(wanted) <= room;
  if (!fits && natural.some((width) => width > SHORT_CELL)) return undefined;
  let cap = SHORT_CELL;
  const least = () => wanted.map((width) => Math.min(width, cap));
  while (cap > MIN_CELL && sum(least()) > room) cap -= 1;
  const widths = least();
  for (let left = room - sum(widths); left > 0; left -= 1) {
    const gains = widths.map((width, i) => (width < (natural[i] ?? 0) ? heightOver(rows, widths, i) : -1));
    const best = Math.max(...gains);
    if (best < 0) break;
    const at = gains.indexOf(best);
    widths[at] = (widths[at] ?? 0) + 1;
  }
  return widths;
}

/** How much of the table's height is owed to column `at`: over the rows that it makes highest, their height. */
function heightOver(rows: readonly (readonly string[])[], widths: readonly number[], at: number): number {
  let height = 0;
  for (const row of rows) {
    const heights = widths.map((width, i) => (row[i]?.length ?? 0) / width);
    const own = heights[at] ?? 0;
    if (own > 1 && own === Math.max(...heights)) height += own;
  }
  return height;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
