/** Rows of a page: more than there are tools, so that clients that never ask for a second page see all. */
const PAGE_ROWS = 100;

/**
 * The page of a list of stable order that begins at `index`. A cursor is the name of the last row before a page; at the end
 * `nextCursor` is left out: clients read null and an empty one as a further page.
 */
export function pageAt<T extends { readonly name: string }>(
  rows: readonly T[],
  index: number,
  pageRows = PAGE_ROWS,
): { readonly rows: readonly T[]; readonly nextCursor?: string } {
  const page = rows.slice(index, index + pageRows);
  const last = page.at(-1);
  const isWhole = last === undefined || index + page.length >= rows.length;
  return { rows: page, ...(!isWhole && { nextCursor: last.name }) };
}

/** Where the page after a cursor begins; undefined where the cursor is not of the list. */
export function indexAfter(rows: readonly { readonly name: string }[], cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const last = rows.findIndex(({ name }) => name === cursor);
  return last < 0 ? undefined : last + 1;
}
