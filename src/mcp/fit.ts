import { cutAt } from '../format/text.ts';
import { estimateTokens } from '../format/tokens.ts';
import type { AnyTool, Output, Page } from '../tools/define.ts';
import { shownUpTo } from '../tools/paging.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const CUT_NOTICE = '…(cut here: the answer without its rows is over the token budget; ask a narrower question)';

export interface Fitted {
  readonly output: Output;
  readonly text: string;
  readonly tokens: number;
}

/** More than the longest cursor costs. */
const CURSOR_TOKENS = 300;

/**
 * The longest answer that fits: whole rows are dropped from the end until the rendering is within the budget, the cursor
 * then names the last row that is left. Fit only drops rows; it never recomputes a statistic.
 * @param question digest of the question, for the cursor
 */
export function fit(tool: AnyTool, output: Output, page: Page, question: string, budgetTokens: number): Fitted {
  const all = output.items.length;
  const whole = rendered(tool, cut(tool, output, all, page, question));
  if (whole.tokens <= budgetTokens) return whole;
  let best: Fitted | undefined;
  let low = 0;
  let high = all - 1;
  while (low <= high) {
    const kept = Math.floor((low + high) / 2);
    const candidate = rendered(tool, cut(tool, output, kept, page, question));
    if (candidate.tokens <= budgetTokens) {
      best = candidate;
      low = kept + 1;
    } else high = kept - 1;
  }
  // Cursors differ in length with the row they name, so rows past the one found may fit again.
  for (let kept = low; kept < all; kept += 1) {
    const candidate = rendered(tool, cut(tool, output, kept, page, question));
    if (candidate.tokens <= budgetTokens) best = candidate;
    else if (candidate.tokens > budgetTokens + CURSOR_TOKENS) break;
  }
  return best ?? clipped(rendered(tool, cut(tool, output, 0, page, question)), budgetTokens);
}

/** The output with its first `kept` rows, and where to go on. */
function cut(tool: AnyTool, output: Output, kept: number, page: Page, question: string): Output {
  const omitted = output.items.length - kept;
  const more = omitted > 0 || output.more === true;
  if (!more || tool.position === undefined) {
    return { ...output, items: output.items.slice(0, kept), ...(more && { more }), ...(omitted > 0 && { omitted }) };
  }
  const cursor = cursorAfter(tool.position, output.items.slice(0, kept), page, question, omitted > 0);
  return {
    ...output,
    items: output.items.slice(0, kept),
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
  shown: readonly unknown[],
  page: Page,
  question: string,
  cutToNothing: boolean,
): string | undefined {
  const hint = page.next.hints.findLast(({ index }) => index <= shown.length)?.token;
  const { window } = page.next;
  if (shown.length > 0) {
    const after = shownUpTo(shown as never[], position, page.after);
    return encodeCursor({ question, after, window, hint });
  }
  if (hint === undefined || cutToNothing) return undefined;
  const cursor = encodeCursor({ question, after: page.after, window, hint, needsHint: true });
  return decodeCursor(cursor, question).hint === undefined ? undefined : cursor;
}

function rendered(tool: AnyTool, output: Output): Fitted {
  const text = tool.render(output);
  return { output, text, tokens: estimateTokens(text) };
}

/** Where even the answer without rows is over the budget: its text is cut, says so, and keeps the way to the rest. */
function clipped(fitted: Fitted, budgetTokens: number): Fitted {
  const way = /^More: .*$/m.exec(fitted.text)?.[0];
  const end = [CUT_NOTICE, ...(way === undefined ? [] : [way])].join('\n\n');
  const text = `${clipToTokens(fitted.text, budgetTokens - estimateTokens(end) - 1)}\n${end}`;
  return { output: fitted.output, text, tokens: budgetTokens };
}

/** The start of a text that has at most so many tokens. */
export function clipToTokens(text: string, tokens: number): string {
  let kept = text;
  while (kept.length > 0 && estimateTokens(kept) > tokens) kept = cutAt(kept, Math.floor(kept.length * 0.9));
  return kept;
}
