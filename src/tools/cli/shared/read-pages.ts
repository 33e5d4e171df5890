import type { GlobalOptions } from '../../../analysis/cli/global-options.ts';
import { kebab } from '../../../analysis/cli/kebab.ts';
import { decodeToken, type Resume } from '../../../analysis/cli/paging-token.ts';
import type { Json } from '../../../analysis/cli/plain.ts';
import type { CliOperation, Paging } from '../../../aws/cli/operations.ts';
import { OverBudget } from '../../../budget/ledger.ts';
import { ToolError } from '../../../errors.ts';
import { operationName } from './find-operation.ts';

export type Page = Record<string, Json>;

/** What was read: the pages as they are shown, and where each began. */
export interface PagesRead {
  readonly pages: readonly { readonly page: Page; readonly from: Resume }[];
  /** Where the rest begins; undefined where there is none. */
  readonly next: Resume | undefined;
  /** Why reading stopped before the caller's own end, as the end of a sentence. */
  readonly stopped: string | undefined;
}

export interface PageReader {
  /** @param token AWS's own, of the page */
  readonly read: (input: Record<string, unknown>) => Promise<Page>;
  /** Asked before each further page; why not, or undefined to go on. */
  readonly stop: (pages: readonly Page[]) => string | undefined;
}

/** How an operation is paged; undefined where it is asked once. @throws ToolError invalid_input for options that do not go together */
export function pagingOf(
  operation: CliOperation,
  input: Record<string, unknown>,
  globals: GlobalOptions,
): Paging | undefined {
  const { paging } = operation;
  const asked = (['startingToken', 'pageSize', 'maxItems'] as const).filter((name) => globals[name] !== undefined);
  const names = asked.map((name) => `--${kebab(name)}`).join(', ');
  if (paging === undefined) {
    if (asked.length === 0) return undefined;
    throw new ToolError(
      'invalid_input',
      `aws ${operationName(operation)} has no pages, so it takes no ${names}. Its own options choose the part: aws ${operationName(operation)} help.`,
    );
  }
  const own = [paging.token, paging.limit].find((name) => name !== undefined && input[name] !== undefined);
  if (globals.paginate && own === undefined) {
    if (globals.pageSize !== undefined && paging.limit === undefined) {
      throw new ToolError('invalid_input', `aws ${operationName(operation)} takes no --page-size: leave it out.`);
    }
    return paging;
  }
  if (asked.length === 0) return undefined;
  throw new ToolError(
    'invalid_input',
    `${own === undefined ? '--no-paginate' : `--${kebab(own)}`} asks for one page, and does not go with ${names}. Leave one of them out.`,
  );
}

/** Reads the pages of an operation as the AWS CLI does: from `--starting-token`, up to `--max-items` of the first result. */
export async function readPages(
  paging: Paging,
  input: Record<string, unknown>,
  { startingToken, pageSize, maxItems = Infinity }: GlobalOptions,
  reader: PageReader,
): Promise<PagesRead> {
  const [primary, ...others] = paging.results;
  const sized = { ...input, ...(pageSize !== undefined && paging.limit !== undefined && { [paging.limit]: pageSize }) };
  let from = startingToken === undefined ? { token: undefined, skip: 0 } : decodeToken(paging.token, startingToken);
  const pages: { page: Page; from: Resume }[] = [];
  for (let total = 0; ;) {
    const asked = { ...sized, ...(from.token !== undefined && { [paging.token]: from.token }) };
    const whole = await reader.read(asked).catch((error: unknown) => {
      if (!(error instanceof OverBudget) || pages.length === 0) throw error;
      return error;
    });
    if (whole instanceof OverBudget) return { pages, next: from, stopped: whole.message };
    const token = textOf(whole[paging.token]);
    const page = resultsOf(whole, paging);
    const items = listOf(page[primary]);
    // As the CLI does: what stood beside the items of a page that is gone on with was shown with its first part.
    if (from.skip > 0) for (const name of others) if (Array.isArray(page[name])) page[name] = [];
    if (primary in page) page[primary] = items.slice(from.skip, from.skip + maxItems - total);
    const shown = listOf(page[primary]).length;
    total += shown;
    pages.push({ page, from });
    if (from.skip + shown < items.length) {
      return { pages, next: { token: from.token, skip: from.skip + shown }, stopped: undefined };
    }
    if (token === undefined) return { pages, next: undefined, stopped: undefined };
    const next = { token, skip: 0 };
    if (total >= maxItems) return { pages, next, stopped: undefined };
    if (token === from.token) return { pages, next: undefined, stopped: 'AWS gave the same token twice' };
    const stopped = reader.stop(pages.map((one) => one.page));
    if (stopped !== undefined) return { pages, next, stopped };
    from = next;
  }
}

/** Only what goes on from page to page, in the CLI's order. */
function resultsOf(page: Page, { results }: Paging): Page {
  return Object.fromEntries(results.flatMap((name) => (page[name] === undefined ? [] : [[name, page[name]]])));
}

/** All pages as one answer. */
export function merged(pages: readonly Page[]): Page {
  const whole: Page = {};
  for (const page of pages) {
    for (const [name, value] of Object.entries(page)) {
      const before = whole[name];
      whole[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : (before ?? value);
    }
  }
  return whole;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
