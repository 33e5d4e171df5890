/** Regular expressions and glob patterns of queries as JavaScript has them. */
import { QueryError } from './syntax.ts';
import type { Extraction } from './syntax.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** `source` as a regular expression; throws `QueryError` at `place` where it is none. `(?i)` holds for all of it, wherever it stands. */
export function compileRegex(source: string, place: Place): RegExp {
  const flags = source.includes('(?i)') ? 'i' : '';
  try {
    return new RegExp(source.replaceAll('(?i)', ''), flags);
  } catch {
    throw new QueryError(`Invalid regular expression: ${source}`, place.start, place.end);
  }
}

/** A regular expression with named groups, whose names may be any field's (`(?<@user>…)`). */
export function compileGroups(source: string, place: Place): Extraction {
  const names: string[] = [];
  const renamed = source.replaceAll(/\(\?P?<([^=!>][^>]*)>/g, (_, name: string) => {
    names.push(name);
    return `(?<n${names.length - 1}>`;
  });
  if (names.length === 0) {
    throw new QueryError('The regular expression of parse has no named group', place.start, place.end);
  }
  return { pattern: compileRegex(renamed, place), names };
}

/** A text in which each `*` is one of the fields `names`, as short as the rest allows; the last `*` at the end takes all. */
export function compileGlob(glob: string, names: readonly string[], place: Place): Extraction {
  const parts = glob.split('*');
  if (parts.length - 1 !== names.length) {
    const counts = `${parts.length - 1} wildcards and ${names.length} fields`;
    throw new QueryError(`The pattern of parse has ${counts}; there must be as many`, place.start, place.end);
  }
  const last = parts.length - 1;
  const source = parts
    .map((part, index) => {
      const own = part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
      if (index === 0) return own;
      return `(?<n${index - 1}>${index === last && part === '' ? '[^]*' : '[^]*?'})${own}`;
    })
    .join('');
  return { pattern: new RegExp(source), names };
}
