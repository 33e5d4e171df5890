/** What parts of a series answer cost in tokens, as format/tokens.ts counts them; held by a test. */
const FIXED_TOKENS = 900;
const SUMMARY_TOKENS = 65;
const ROW_TOKENS = 10;
const CELL_TOKENS = 5;
const HEADING_TOKENS = 14;
/** A datapoint where several stand in a row, as those of a column that is alone do. */
const LINED_TOKENS = 6;

/** More datapoints than this help nobody read a table, even where the budget has room. */
export const READABLE_ROWS = 100;
export const READABLE_COLUMNS = 10;

/** How many rows of a table by time fit beside the summaries, at least 5. */
export function rowsThatFit(budgetTokens: number, columns: number, summaries: number): number {
  const left = budgetTokens - FIXED_TOKENS - summaries * SUMMARY_TOKENS - columns * HEADING_TOKENS;
  return Math.max(5, Math.floor(left / rowTokens(columns)));
}

function rowTokens(columns: number): number {
  return columns <= 1 ? LINED_TOKENS : ROW_TOKENS + columns * CELL_TOKENS;
}

/** How many summaries may be shown: they take at most half of the budget, at least 5. */
export function summariesThatFit(budgetTokens: number): number {
  return Math.max(5, Math.floor((budgetTokens / 2 - FIXED_TOKENS / 2) / SUMMARY_TOKENS));
}

/** How many series can have a column of `rows` datapoints beside the summaries; 0 where none can. */
export function columnsThatFit(budgetTokens: number, rows: number, summaries: number): number {
  const room = budgetTokens - FIXED_TOKENS - summaries * SUMMARY_TOKENS;
  const several = Math.floor((room - rows * ROW_TOKENS) / (HEADING_TOKENS + rows * CELL_TOKENS));
  if (several > 1) return Math.min(READABLE_COLUMNS, several);
  return room >= HEADING_TOKENS + rows * rowTokens(1) ? 1 : 0;
}
