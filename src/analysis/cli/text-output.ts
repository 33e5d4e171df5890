import { pythonText } from './python-text.ts';
import type { Json } from './plain.ts';

type Members = { [key: string]: Json };

/** A value as `--output text` of the AWS CLI prints it: lines of tabbed columns, sorted by the members' names. */
export function toTextLines(value: Json): string[] {
  const lines: string[] = [];
  write(value, undefined, undefined, lines);
  return lines;
}

function write(value: Json, name: string | undefined, columns: readonly string[] | undefined, lines: string[]): void {
  if (Array.isArray(value)) writeList(value, name, lines);
  else if (isMembers(value)) writeMembers(value, name, columns, lines);
  else lines.push(pythonText(value));
}

function writeList(list: readonly Json[], name: string | undefined, lines: string[]): void {
  if (list.length === 0) return;
  if (list.some(isMembers)) {
    const columns = [...new Set(list.flatMap((one) => (isMembers(one) ? scalarNames(one) : [])))].toSorted(byCodePoint);
    for (const one of list) write(one, name, columns, lines);
  } else if (list.some((one) => Array.isArray(one))) {
    const scalars = list.filter((one) => !Array.isArray(one));
    if (scalars.length > 0) writeScalars(scalars, name, lines);
    for (const one of list) if (Array.isArray(one)) write(one, name, undefined, lines);
  } else writeScalars(list, name, lines);
}

function writeScalars(scalars: readonly Json[], name: string | undefined, lines: string[]): void {
  if (name === undefined) lines.push(scalars.map(pythonText).join('\t'));
  else for (const one of scalars) lines.push(`${name.toUpperCase()}\t${pythonText(one)}`);
}

/** @param columns the scalar members of all rows of a list, so that their columns agree */
function writeMembers(
  members: Members,
  name: string | undefined,
  columns: readonly string[] | undefined,
  lines: string[],
): void {
  const names = columns ?? scalarNames(members).toSorted(byCodePoint);
  const scalars = names.map((one) => (Object.hasOwn(members, one) ? pythonText(members[one] ?? null) : ''));
  if (scalars.length > 0) lines.push([...(name === undefined ? [] : [name.toUpperCase()]), ...scalars].join('\t'));
  const rest = Object.keys(members).filter((one) => !names.includes(one));
  for (const one of rest.toSorted(byCodePoint)) write(members[one] ?? null, one, undefined, lines);
}

function scalarNames(members: Members): string[] {
  return Object.keys(members).filter((name) => typeof members[name] !== 'object' || members[name] === null);
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
