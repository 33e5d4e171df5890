import type { Json } from './plain.ts';

/** An answer as rows and what stands around them: the rows are what can be cut. */
export interface Result {
  /** A list of rows, members of which `key` holds the rows, one row that is a value, or lines of text. */
  readonly kind: 'list' | 'members' | 'value' | 'lines';
  readonly key?: string | undefined;
  /** The members beside the rows. */
  readonly rest?: Record<string, Json> | undefined;
  readonly items: readonly Json[];
}

/** @param primary the member that holds the rows; else it is the longest list */
export function toResult(value: Json, primary?: string): Result {
  if (Array.isArray(value)) return { kind: 'list', items: value };
  if (typeof value !== 'object' || value === null) return { kind: 'value', items: [value] };
  const lists = Object.keys(value).filter((name) => Array.isArray(value[name]));
  const length = (name: string) => (value[name] as Json[]).length;
  const longest = lists.reduce<string | undefined>(
    (best, name) => (best === undefined || length(name) > length(best) ? name : best),
    undefined,
  );
  const key = primary !== undefined && lists.includes(primary) ? primary : longest;
  if (key === undefined) return { kind: 'value', items: [value] };
  const { [key]: items, ...rest } = value;
  return { kind: 'members', key, rest, items: items as Json[] };
}

/** The result as JSON, a row a line; lines of text as they are. */
export function resultText({ kind, key, rest = {}, items }: Result): string {
  if (kind === 'lines') return items.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const rows = items.map((item) => JSON.stringify(item));
  if (kind === 'value') return rows.join('\n');
  if (kind === 'list') return bracketed('', rows);
  const others = Object.entries(rest).map(([name, part]) => `  ${JSON.stringify(name)}: ${JSON.stringify(part)}`);
  return `{\n${[`  ${JSON.stringify(key)}: ${bracketed('  ', rows)}`, ...others].join(',\n')}\n}`;
}

function bracketed(indent: string, rows: readonly string[]): string {
  return rows.length === 0 ? '[]' : `[\n${rows.map((row) => `${indent}  ${row}`).join(',\n')}\n${indent}]`;
}
