import { doublesOf } from '../../../analysis/cli/doubles.ts';
import { encodeToken, type Resume } from '../../../analysis/cli/paging-token.ts';
import type { Json } from '../../../analysis/cli/plain.ts';
import { resultText, toResult, type Result } from '../../../analysis/cli/result.ts';
import { shortenToFit, type ListCut } from '../../../analysis/cli/shorten.ts';
import { toTextLines } from '../../../analysis/cli/text-output.ts';
import type { Paging } from '../../../aws/cli/operations.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { estimateTokens } from '../../../format/tokens.ts';
import { applyQuery } from './query.ts';
import { merged, type Page, type PagesRead } from './read-pages.ts';

/** Tokens kept for the first line, the fence and the notes. */
const FRAME_TOKENS = 400;
/** No text with more characters than this for each token of the budget fits it. */
const CHARS_PER_TOKEN = 12;

/** What is asked of an answer. */
export interface Asked {
  readonly output: 'json' | 'text';
  readonly query: string | undefined;
  readonly paging: Paging | undefined;
  readonly budgetTokens: number;
  readonly signal: AbortSignal;
}

export interface Shown {
  readonly result: Result;
  /** What was left out, and how to get it. */
  readonly notes: readonly string[];
  readonly complete: boolean;
}

/** The answer to show: queried, within the budget, with what was left out and how to go on. */
export async function answerOf(read: PagesRead, asked: Asked): Promise<Shown> {
  const { paging, query, output } = asked;
  const pages = read.pages.map(({ page }) => page);
  const whole: Page = paging === undefined ? (pages[0] ?? {}) : merged(pages);
  const token = paging && read.next && encodeToken(paging.token, read.next);
  const fits = (text: string) => {
    const budget = asked.budgetTokens - FRAME_TOKENS;
    return text.length <= budget * CHARS_PER_TOKEN && estimateTokens(text) <= budget;
  };
  if (output === 'text') {
    const lines = await pagesAsText(pages, token, asked);
    if (fits(lines.join('\n')))
      return {
        result: { kind: 'lines', items: lines },
        notes: notesOf(read, query === undefined ? undefined : token),
        complete: read.next === undefined,
      };
  }
  const primary = query === undefined ? paging?.results[0] : undefined;
  // Of lines, none says what a token is: there the notes have it.
  const answer = output === 'text' ? whole : withToken(whole, token);
  const [value = null] = query === undefined ? [answer] : await applyQuery(query, [answer], asked.signal);
  const isDouble = doublesOf(whole);
  const resultFor = (json: Json): Result =>
    output === 'text' ? { kind: 'lines', items: toTextLines(json, isDouble) } : toResult(json, primary);
  const short = shortenToFit(value, (json) => fits(resultText(resultFor(json))));
  const cutRows = short.cuts.find(({ path, kept }) => primary !== undefined && path === primary && kept > 0);
  const resume = cutRows && resumeAfter(read, primary ?? '', cutRows.kept);
  const resumed = resume && paging && encodeToken(paging.token, resume);
  const shown =
    resumed === undefined || output === 'text' ? short.value : { ...(short.value as Page), NextToken: resumed };
  const isTokenShown = output === 'json' && query === undefined;
  return {
    result: resultFor(shown),
    notes: [
      ...short.cuts.map((cut) => cutNote(cut, cut === cutRows ? resumed : undefined, query)),
      ...(short.clipped > 0 ? [clippedNote(short.clipped)] : []),
      ...notesOf(read, isTokenShown ? undefined : (resumed ?? token)),
    ],
    complete: read.next === undefined && short.cuts.length === 0 && short.clipped === 0,
  };
}

/** As the CLI does: page by page, the query for each; a result that a page has not got is None. */
async function pagesAsText(read: readonly Page[], token: string | undefined, asked: Asked): Promise<string[]> {
  const absent = Object.fromEntries((asked.paging?.results ?? []).map((name) => [name, null]));
  const last = token === undefined ? [] : [{ NextToken: { NextToken: token } }];
  const pages = [...read.map((page) => ({ ...absent, ...page })), ...last];
  const shown = asked.query === undefined ? pages : await applyQuery(asked.query, pages, asked.signal);
  return shown.flatMap((value, i) => toTextLines(value, doublesOf(pages[i] ?? null)));
}

function withToken(page: Page, token: string | undefined): Page {
  return token === undefined ? page : { ...page, NextToken: token };
}

/** Where what follows the first `kept` rows begins. */
function resumeAfter({ pages }: PagesRead, primary: string, kept: number): Resume | undefined {
  let before = 0;
  for (const { page, from } of pages) {
    const rows = page[primary];
    const length = Array.isArray(rows) ? rows.length : 0;
    if (kept < before + length) return { token: from.token, skip: from.skip + kept - before };
    before += length;
  }
  return undefined;
}

/** @param token of the rest: where nothing of a list is shown there is none, as the same would come again */
function cutNote(cut: ListCut, token: string | undefined, query: string | undefined): string {
  const { path, length, kept } = cut;
  const list = path === '' ? 'The list' : path;
  const same = 'the same command with';
  if (kept === 0) {
    return `${list} has ${plural(length, 'element')}, and not one fits: ${same} --query ${quote(then(query, partOf(cut)))} shows a part of each`;
  }
  const rest = `${list} is cut to the first ${formatCount(kept)} of ${formatCount(length)}; the other ${plural(length - kept, 'element')}`;
  if (token !== undefined) return `${rest}: ${same} --starting-token ${token}`;
  return `${rest}: ${same} --query ${quote(then(query, `${path}[${kept}:]`))}`;
}

/** JMESPath for the member of each element that tells most of them apart, its name most often. */
function partOf({ path, members }: ListCut): string {
  const member = members.find((name) => /name$/i.test(name)) ?? members.find((name) => /id$/i.test(name)) ?? members[0];
  return member === undefined ? `${path}[0]` : `${path}[].${JSON.stringify(member)}`;
}

function then(query: string | undefined, part: string): string {
  return query === undefined ? part : `${query} | ${part}`;
}

function clippedNote(texts: number): string {
  return `${plural(texts, 'text')} clipped: …(+n chars) says how much; fewer elements (--max-items 1, --query '[0]') are shown with longer texts`;
}

/** @param token of the rest, where the answer itself does not show it */
function notesOf({ next, stopped }: PagesRead, token: string | undefined): string[] {
  if (next === undefined) return stopped === undefined ? [] : [stopped];
  const why = stopped === undefined ? '' : ` (reading stopped: ${stopped})`;
  return [`further pages${why}: the same command with --starting-token ${token ?? 'and the NextToken above'}`];
}

/** A text as a word of a command line. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
