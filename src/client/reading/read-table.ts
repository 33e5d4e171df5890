/** One row of a table in a text: its cells by heading. Headings are lower-case, without what stands in brackets. */
export type TableRow = Readonly<Record<string, string>>;

/** The rows of the first pipe table in a text that has all of `headings`; empty where there is none. */
export function readTable(text: string, headings: readonly string[]): TableRow[] {
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('|') || !/^\|[-:| ]+\|$/.test(lines[i + 1] ?? '')) continue;
    const names = splitRow(line).map((name) => name.replace(/\s*\(.*$/, '').toLowerCase());
    if (!headings.every((heading) => names.includes(heading))) continue;
    const end = lines.findIndex((other, at) => at > i && !other.startsWith('|'));
    return lines
      .slice(i + 2, end < 0 ? undefined : end)
      .map((row) => Object.fromEntries(splitRow(row).map((cell, column) => [names[column] ?? '', cell])));
  }
  return [];
}

/** The cells of `| a | b |`, trimmed; an escaped pipe belongs to its cell. */
export function splitRow(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
