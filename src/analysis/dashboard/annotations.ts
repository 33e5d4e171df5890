import { listOf, membersOf, textOf } from './json.ts';

/** More lines than these are counted. */
const SHOWN = 5;

/** The lines that somebody drew on a graph, in words: `limit at 400`, `from 10 to 20`, `deploy at 2026-11-21T08:57Z`. */
export function annotationWords(annotations: unknown): string[] {
  const { horizontal, vertical } = membersOf(annotations);
  const words = [...listOf(horizontal), ...listOf(vertical)].flatMap((one) => wordsOf(one) ?? []);
  return words.length <= SHOWN ? words : [...words.slice(0, SHOWN), `and ${words.length - SHOWN} more`];
}

/** One line, or a band: a list of two. */
function wordsOf(annotation: unknown): string | undefined {
  const ends = Array.isArray(annotation) ? annotation.slice(0, 2).map(membersOf) : [membersOf(annotation)];
  const values = ends.flatMap(({ value }) => textOf(value) ?? []);
  const label = ends.map((end) => textOf(end['label'])).find((text) => text !== undefined);
  const fill = textOf(ends[0]?.['fill']);
  const name = label === undefined ? '' : `${label} `;
  if (values.length === 2) return `${name}from ${values[0]} to ${values[1]}`;
  const side = fill === 'above' || fill === 'below' ? `, ${fill} it filled` : '';
  return values.length === 1 ? `${name}at ${values[0]}${side}` : undefined;
}
