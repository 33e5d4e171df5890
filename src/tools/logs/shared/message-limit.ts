import { indentLines, shownMessage } from '../../../format/log-message.ts';
import { formatCount } from '../../../format/number.ts';
import { estimateTokens } from '../../../format/tokens.ts';

/** No message takes more than this share of the budget, so that one always fits beside what frames it. */
const MESSAGE_SHARE = 1 / 4;
/** The share of one that is alone, less what surely frames it, tokens. */
const LONE_SHARE = 1 / 2;
const LONE_FRAME = 250;
/** Characters of a token of usual text. */
const CHARS_PER_TOKEN = 3;
/** A character is hardly ever more tokens than this: texts shorter than the room need no counting. */
const TOKENS_PER_CHAR = 1.2;
const SHORTEST = 20;

/**
 * The length that messages are clipped at so that none takes more than its share of the budget, characters: what was
 * asked for, or less. Text that costs more than usual (Chinese, base64, many lines) is clipped shorter.
 */
export function messageLimit(messages: readonly string[], askedChars: number, budgetTokens: number): number {
  const share = budgetTokens * MESSAGE_SHARE;
  const room = Math.floor(messages.length === 1 ? Math.max(share, budgetTokens * LONE_SHARE - LONE_FRAME) : share);
  let limit = Math.min(askedChars, room * CHARS_PER_TOKEN);
  for (const message of messages) {
    if (Math.min(message.length, limit) * TOKENS_PER_CHAR <= room) continue;
    while (limit > SHORTEST && estimateTokens(indentLines(shownMessage(message, limit))) > room) {
      limit = Math.max(SHORTEST, Math.floor(limit * 0.8));
    }
  }
  return limit;
}

/** What a reader must know of clipped messages; empty where none is. */
export function clippedNote(output: {
  clippedAtChars?: number | undefined;
  clippedToFit?: boolean | undefined;
}): string {
  if (output.clippedAtChars === undefined) return '';
  const more = output.clippedToFit === true ? 'longer ones do not fit an answer' : 'message_chars shows more';
  return `Messages are clipped at ${formatCount(output.clippedAtChars)} characters: ${more}.`;
}
