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

/** More than the longest cursor costs. */
const CURSOR_TOKENS = 300;

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
  const whole = rendered(uncut, all);
  if (whole.tokens <= budgetTokens) return whole;
  let best: Fitted | undefined;
  let low = 0;
  let high = all - 1;
  while (low <= high) {
    const kept = Math.floor((low + high) / 2);
    const candidate = rendered(uncut, kept);
    if (candidate.tokens <= budgetTokens) {
      best = candidate;
      low = kept + 1;
    } else high = kept - 1;
  }
  // Cursors differ in length with the row they name, so rows past the one found may fit again.
  for (let kept = low; kept < all; kept += 1) {
    const candidate = rendered(uncut, kept);
    if (candidate.tokens <= budgetTokens) best = candidate;
    else if (candidate.tokens > budgetTokens + CURSOR_TOKENS) break;
  }
  return best ?? clipped(rendered(uncut, 0), budgetTokens);
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
