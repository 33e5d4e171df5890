import { formatCount, plural } from './number.ts';

/** Cuts a long text and says how much is missing: `abc…(+1,240 chars)`. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = cutAt(text, max);
  return `${kept}…(+${formatCount(text.length - kept.length)} chars)`;
}

/** The first `max` characters, one less where the cut would halve a pair (an emoji): halves are no text to strict readers. */
export function cutAt(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? max - 1 : max);
}

/** The nearest place at or before `index` that does not stand between the halves of a pair (an emoji). */
export function wholeAt(text: string, index: number): number {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000 ? index - 1 : index;
}

/** The first `max` characters, and an ellipsis where there are more. */
export function ellipsis(text: string, max: number): string {
  return text.length > max ? `${cutAt(text, max)}…` : text;
}

/** The longest part of an upstream's own message that is passed on, in characters. */
const MAX_MESSAGE_CHARS = 500;

/** An upstream's own message as a part of a sentence: one line, without its full stop. */
export function upstreamWords(message: string): string {
  return ellipsis(message.replace(/\s+/g, ' ').trim().replace(/\.$/, ''), MAX_MESSAGE_CHARS);
}

/** The longest name there is, a log group's; what a caller gives for one may be any text. */
const LONGEST_NAME = 512;

/** A name that a caller gave, as an error quotes it. */
export function quoted(name: string): string {
  return JSON.stringify(clip(name, LONGEST_NAME));
}

/**
 * Text from outside (log messages) between fences that it cannot close itself, so that a model sees where data starts
 * and ends.
 */
export function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((run) => run[0].length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}\n${text}\n${marks}`;
}

/**
 * The last lines of an answer: what was left out and the exact parameter that gets it; empty when nothing was.
 * @param noun what the rows are, singular
 * @param maybe the rest was not read: it may have no rows
 */
export function renderMore(
  output: { omitted?: number | undefined; more?: boolean | undefined; cursor?: string | undefined },
  noun: string,
  many?: string,
  maybe = false,
): string {
  const left = (output.omitted ?? 0) > 0 ? `${plural(output.omitted ?? 0, noun, many)} read but not shown` : '';
  if (output.cursor !== undefined) {
    const unread = maybe ? 'further rows may exist' : 'further rows exist';
    return `More: ${left || unread}. ${sameCallWith(output.cursor)}`;
  }
  if (left !== '') return `More: ${left}: narrow the question to see them.`;
  return output.more === true ? 'More: further rows exist than are shown: narrow the question to see them.' : '';
}

/** How the caller of a tool goes on. */
export function sameCallWith(cursor: string): string {
  return `Call again with the same arguments and cursor="${cursor}".`;
}

/** Joins the parts of an answer with empty lines between, leaving out the empty ones. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
