import { cutAt, paragraphs } from '../format/text.ts';
import { estimateTokens } from '../format/tokens.ts';
import type { AnyTool, Output, Page } from '../tools/define.ts';
import { shownUpTo, type Shown } from '../tools/paging.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Privacy } from './privacy.ts';

const CUT_NOTICE = '…(cut here: the answer without its rows is over the token budget; ask a narrower question)';

export interface Fitted {
  readonly output: Output;
  readonly text: string;
  readonly tokens: number;
  /** What its text says at its end of rows that were missed, and of secrets that it does not show; may be empty. */
  readonly note: string;
}

/** More than the longest cursor costs, and less than the shortest. */
const CURSOR_TOKENS = { atMost: 300, atLeast: 20 };

/** Rows of a list that is not rendered whole to see whether it is too long. */
const LONG = 100;
/** By which a guess of how many rows fit is too high on purpose, so that it is a bound in most cases. */
const GUESS_HIGH = 1.1;

/** An answer before it is cut: what leaves, and what the cursor is made from. */
interface Uncut {
  readonly tool: AnyTool;
  readonly output: Output;
  /** The rows as they are, secrets and all: their keys are compared with those of rows read later. */
  readonly rows: readonly unknown[];
  readonly page: Page;
  /** Digest of the question, for the cursor. */
  readonly question: string;
  readonly privacy: Privacy | undefined;
}

/**
 * The longest answer that fits: whole rows are dropped from the end until the rendering is within the budget, the cursor
 * then names the last row that is left. Fit only drops rows; it never recomputes a statistic.
 * @param question digest of the question, for the cursor
 * @param privacy cleans the output first; the budget is that of what is shown
 */
export function fit(
  tool: AnyTool,
  output: Output,
  page: Page,
  question: string,
  budgetTokens: number,
  privacy?: Privacy,
): Fitted {
  const cleaned = privacy?.cleanOutput(output) ?? output;
  const uncut: Uncut = { tool, output: cleaned, rows: output.items, page, question, privacy };
  const all = output.items.length;
  const from = firstTooLong(uncut, budgetTokens);
  if ('whole' in from) return from.whole;
  let { best } = from;
  let low = (best?.output.items.length ?? -1) + 1;
  let high = from.tooLong.output.items.length - 1;
  let tooLong = from.tooLong;
  // Rows cost about alike, so the boundary is guessed; a guess that leaves most of the way is followed by the middle.
  for (let halve = false; low <= high;) {
    const kept = halve ? Math.floor((low + high) / 2) : guess(best, tooLong, budgetTokens, low, high);
    const span = high - low;
    const candidate = rendered(uncut, kept);
    if (candidate.tokens <= budgetTokens) {
      best = candidate;
      low = kept + 1;
    } else {
      tooLong = candidate;
      high = kept - 1;
    }
    halve = high - low > span / 2;
  }
  // Cursors differ in length with the row they name, so rows past the one found may fit again.
  for (let kept = low; kept < all; kept += 1) {
    const candidate = rendered(uncut, kept);
    if (candidate.tokens <= budgetTokens) best = candidate;
    else if (neverAgain(candidate, budgetTokens)) break;
  }
  return best ?? clipped(rendered(uncut, 0), budgetTokens);
}

/** The whole answer where it fits; else one that is too long, and the longest known to fit, for the search between them. */
function firstTooLong(
  uncut: Uncut,
  budgetTokens: number,
): { whole: Fitted } | { tooLong: Fitted; best: Fitted | undefined } {
  const all = uncut.output.items.length;
  let best: Fitted | undefined;
  for (let kept = Math.min(all, LONG); ;) {
    const candidate = rendered(uncut, kept);
    const fits = candidate.tokens <= budgetTokens;
    if (kept === all) return fits ? { whole: candidate } : { tooLong: candidate, best };
    if (fits) best = candidate;
    // Without the cursor the whole may be shorter than a part of it.
    else if (candidate.tokens > budgetTokens + CURSOR_TOKENS.atMost) return { tooLong: candidate, best };
    kept = Math.min(all, Math.max(kept * 2, Math.ceil((kept * budgetTokens * GUESS_HIGH) / candidate.tokens)));
  }
}

/** How many rows may just fit, between those that do and those that do not: no fewer than `low`, no more than `high`. */
function guess(best: Fitted | undefined, tooLong: Fitted, budgetTokens: number, low: number, high: number): number {
  const [rows, tokens] = best === undefined ? [0, 0] : [best.output.items.length, best.tokens];
  const perRow = (tooLong.tokens - tokens) / Math.max(1, tooLong.output.items.length - rows);
  const kept = rows + Math.floor((budgetTokens - tokens) / Math.max(perRow, Number.EPSILON));
  return Math.min(high, Math.max(low, kept));
}

/** Whether all with more rows are too long, too, however short the cursor. */
function neverAgain({ output, tokens }: Fitted, budgetTokens: number): boolean {
  if (output.cursor === undefined) return tokens > budgetTokens + CURSOR_TOKENS.atMost;
  return tokens - estimateTokens(output.cursor) + CURSOR_TOKENS.atLeast > budgetTokens;
}

/** The output with its first `kept` rows, and where to go on. */
function cut(uncut: Uncut, kept: number): Output {
  const { tool, output } = uncut;
  const omitted = output.items.length - kept;
  const more = omitted > 0 || output.more === true;
  const items = output.items.slice(0, kept);
  if (!more || tool.position === undefined) {
    return { ...output, items, ...(more && { more }), ...(omitted > 0 && { omitted }) };
  }
  const cursor = cursorAfter(tool.position, uncut, kept);
  return {
    ...output,
    items,
    more,
    ...(omitted > 0 && { omitted }),
    ...(cursor !== undefined && { cursor }),
  };
}

/**
 * The cursor behind the rows shown. An answer that had none goes on where its hint says, past all that was looked at;
 * without a hint the next answer would be the same again.
 */
function cursorAfter(
  position: NonNullable<AnyTool['position']>,
  { output, rows, page, question, privacy }: Uncut,
  kept: number,
): string | undefined {
  const known = page.next.hints.findLast(({ index }) => index <= kept)?.token;
  const hint = known === undefined || privacy === undefined ? known : privacy.hiddenHint(known);
  const hide = privacy?.hiddenKey ?? ((shown: Shown) => shown);
  const { window } = page.next;
  const missed = [...new Set([...page.missed, ...silentNow(output)])];
  if (kept > 0) {
    const shown = shownUpTo(rows.slice(0, kept) as never[], position, page.after);
    const after = hide(shown, position(output.items[kept - 1] as never));
    return encodeCursor({ question, after, window, hint, missed });
  }
  if (hint === undefined || rows.length > kept) return undefined;
  const cursor = encodeCursor({ question, after: page.after, window, hint, missed, needsHint: true });
  return decodeCursor(cursor, question).hint === undefined ? undefined : cursor;
}

function rendered(uncut: Uncut, kept: number): Fitted {
  const output = cut(uncut, kept);
  const answer = uncut.tool.render(output);
  const note = paragraphs(missedBefore(uncut), uncut.privacy?.note(answer));
  const text = paragraphs(answer, note);
  return { output, text, tokens: estimateTokens(text), note };
}

function silentNow({ failures = [], unread = [] }: Output): string[] {
  return [...failures, ...unread].map(({ source }) => source);
}

/** What is on no page, because who has it was silent when its page was read and answers now. */
function missedBefore({ page, output, privacy }: Uncut): string | undefined {
  const silent = new Set(silentNow(output));
  const missed = page.missed.filter((name) => !silent.has(name));
  if (missed.length === 0) return undefined;
  const names = missed.map((name) => privacy?.clean(name) ?? name).join(', ');
  return `INCOMPLETE: ${names} did not answer on an earlier page. Rows from there that belong on that page are on none: ask again without cursor to see them.`;
}

/** Where even the answer without rows is over the budget: its text is cut, says so, and keeps the way to the rest. */
function clipped(fitted: Fitted, budgetTokens: number): Fitted {
  const way = /^More: .*$/m.exec(fitted.text)?.[0];
  const end = paragraphs(CUT_NOTICE, way, fitted.note);
  const text = `${clipToTokens(fitted.text, budgetTokens - estimateTokens(end) - 1)}\n${end}`;
  return { ...fitted, text, tokens: budgetTokens };
}

/** The start of a text that has at most so many tokens. */
export function clipToTokens(text: string, tokens: number): string {
  let kept = text;
  while (kept.length > 0 && estimateTokens(kept) > tokens) kept = cutAt(kept, Math.floor(kept.length * 0.9));
  return kept;
}
