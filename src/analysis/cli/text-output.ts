import type { Json } from './plain.ts';
import { pythonText, type IsDouble } from './python-text.ts';

type Members = { [key: string]: Json };

/** A value as `--output text` of the AWS CLI prints it: lines of tabbed columns, sorted by the members' names. */
export function toTextLines(value: Json, isDouble: IsDouble): string[] {
  const lines: string[] = [];
  write(value, undefined, undefined);
  return lines;

  function write(part: Json, name: string | undefined, columns: readonly string[] | undefined): void {
    if (Array.isArray(part)) writeList(part, name);
    else if (isMembers(part)) writeMembers(part, name, columns);
    else lines.push(pythonText(part, name, isDouble));
  }

  function writeList(list: readonly Json[], name: string | undefined): void {
    if (list.length === 0) return;
    if (list.some(isMembers)) {
      const columns = [...new Set(list.flatMap((one) => (isMembers(one) ? scalarNames(one) : [])))].toSorted(order);
      for (const one of list) write(one, name, columns);
    } else if (list.some((one) => Array.isArray(one))) {
      const scalars = list.filter((one) => !Array.isArray(one));
      if (scalars.length > 0) writeScalars(scalars, name);
      for (const one of list) if (Array.isArray(one)) write(one, name, undefined);
    } else writeScalars(list, name);
  }

  function writeScalars(scalars: readonly Json[], name: string | undefined): void {
    const texts = scalars.map((one) => pythonText(one, name, isDouble));
    if (name === undefined) lines.push(texts.join('\t'));
    else for (const text of texts) lines.push(`${name.toUpperCase()}\t${text}`);
  }

  /** @param columns the scalar members of all rows of a list, so that their columns agree */
  function writeMembers(members: Members, name: string | undefined, columns: readonly string[] | undefined): void {
    const names = columns ?? scalarNames(members).toSorted(order);
    const scalars = names.map((one) =>
      Object.hasOwn(members, one) ? pythonText(members[one] ?? null, one, isDouble) : '',
    );
    if (scalars.length > 0) lines.push([...(name === undefined ? [] : [name.toUpperCase()]), ...scalars].join('\t'));
    const rest = Object.keys(members).filter((one) => !names.includes(one));
    for (const one of rest.toSorted(order)) write(members[one] ?? null, one, undefined);
  }
}

function scalarNames(members: Members): string[] {
  return Object.keys(members).filter((name) => typeof members[name] !== 'object' || members[name] === null);
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By code points, as Python sorts. */
function order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
