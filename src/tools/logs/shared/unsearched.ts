import { plural } from '../../../format/number.ts';
import { formatTime } from '../../../format/time.ts';
import { estimateTokens } from '../../../format/tokens.ts';
import type { PartialFailure } from '../../../model.ts';

/** The share of the budget that lines about what was not searched may take: what was found comes first. */
const LINES_SHARE = 1 / 6;

interface Unsearched {
  readonly behind: readonly { group: string; start: string; end: string }[];
  readonly failures: readonly PartialFailure[];
  /** Accounts that did not answer. */
  readonly unread?: readonly PartialFailure[] | undefined;
  /** Whether it was a budget that ended the search, rather than its time. */
  readonly overBudget?: boolean | undefined;
}

/** How many of the lines about what was not searched are shown, at least one; undefined where all are. */
export function unsearchedShown(parts: Unsearched, budgetTokens: number): number | undefined {
  let left = budgetTokens * LINES_SHARE;
  const lines = linesOf(parts);
  const over = lines.findIndex((line) => (left -= estimateTokens(line)) < 0);
  return over < 0 ? undefined : Math.max(1, over);
}

/** A line for each group, or part of its window, that was not searched; the rest as a count. */
export function unsearchedLines(parts: Unsearched & { unsearchedShown?: number | undefined }): string[] {
  const lines = linesOf(parts);
  const shown = lines.slice(0, parts.unsearchedShown ?? lines.length);
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `Nor were ${plural(left, 'more log group')}: ask for fewer groups at a time.`];
}

function linesOf({ behind, failures, unread = [], overBudget }: Unsearched): string[] {
  return [
    ...unread.map(({ source, error }) => `Not searched: ${source} did not answer: ${error}`),
    ...behind.map(
      ({ group, start, end }) =>
        `Not searched${overBudget === true ? '' : ' in time'}: ${group} from ${formatTime(Date.parse(start))} to ${formatTime(Date.parse(end))}; ask for it alone.`,
    ),
    ...failures.map(({ error }) => `Not searched: ${error}`),
  ];
}
