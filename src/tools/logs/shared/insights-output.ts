import * as z from 'zod';
import {
  columnsOf,
  mergeRows,
  POINTER,
  readableTime,
  timeColumns,
  valueOf,
  type PlacedRow,
} from '../../../analysis/insights-rows.ts';
import { rowLimitOf, type RowLimit } from '../../../analysis/insights-text.ts';
import { formatHandle } from '../../../analysis/query-handle.ts';
import { scanDollars } from '../../../analysis/scan-estimate.ts';
import { isRunning } from '../../../aws/insights-queries.ts';
import { ToolError } from '../../../errors.ts';
import { isClipped, shownMessage } from '../../../format/log-message.ts';
import type { ToolContext } from '../../define.ts';
import { callerAccount } from '../../patience.ts';
import { accountsOf, failuresOf, placeName, regionsOf, valuesOf, type PlaceRead } from '../../places.ts';
import { ofSeveral, pageFields } from '../../params.ts';
import type { PlaceAnswer } from './insights-places.ts';
import { messageLimit, usualLimit } from './message-limit.ts';

/** Rows that are made ready to be shown: more never fit. */
const SHOWN_ROWS = 1_000;

/** What every answer about queries has: of the one asked, and of those asked for later by their id. */
export const answerFields = {
  id: z.string(),
  running: z.boolean(),
  region: z.string(),
  partition: z.string(),
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  recordsMatched: z.int(),
  recordsScanned: z.int(),
  scannedBytes: z.number(),
  skippedBytes: z.number().optional(),
  dollars: z.number(),
  from: z.int(),
  found: z.int(),
  /** The limit that rows were cut by, and whether the query itself has it. */
  cutAt: z.int().optional(),
  cutByQuery: z.boolean().optional(),
  columns: z.array(z.string()),
  pointers: z.boolean().optional(),
  perPlace: z.boolean().optional(),
  clippedAtChars: z.int().optional(),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  items: z.array(z.object({ row: z.int(), place: z.string().optional(), cells: z.array(z.string()) })),
  ...pageFields,
};
const answer = z.object(answerFields);
export type QueryOutput = z.output<typeof answer>;

interface Shown {
  /** The first row to show, from 0. */
  readonly from: number;
  readonly limit: number;
  readonly messageChars?: number | undefined;
  /** Whether the query asks for `@ptr` by name: else rows are pointed to by their number, which costs less to read. */
  readonly withPointers: boolean;
}

/**
 * One answer of what the places gave.
 * @throws ToolError the first where none gave anything
 */
export async function makeAnswer(
  reads: readonly PlaceRead<PlaceAnswer>[],
  shown: Shown,
  context: ToolContext,
): Promise<QueryOutput> {
  const judged = reads.map(judge);
  const failures = failuresOf(judged);
  const parts = valuesOf(judged) as { place: (typeof reads)[number]['place']; value: PlaceAnswer }[];
  const places = parts.map(({ place }) => place);
  const accounts = accountsOf(places);
  const several = parts.length > 1;
  const rows = mergeRows(parts.map(({ value }) => value.rows));
  const kept = rows.slice(shown.from, shown.from + Math.min(shown.limit, SHOWN_ROWS));
  const columns = columnsOf(kept, shown.withPointers);
  const nameAt = (index: number) => placeName(places[index] ?? { account: undefined, region: '' });
  const { cells, clippedAtChars } = cellsOf(
    kept.map(({ place, row }) => ({ place, row: withTimes(row, parts[place]?.value.sent?.query ?? '') })),
    columns,
    nameAt,
    shown.messageChars,
    context,
  );
  const sum = (of: (one: PlaceAnswer) => number) => parts.reduce((all, { value }) => all + of(value), 0);
  const scannedBytes = sum(({ statistics }) => statistics.bytesScanned);
  const skippedBytes = sum(({ statistics }) => statistics.bytesSkipped);
  const cut = parts.map(({ value }) => cutOf(value)).find((one) => one !== undefined);
  const isEvents = kept.length > 0 && kept.every(({ row }) => valueOf(row, POINTER) !== undefined);
  return {
    id: formatHandle(
      parts.map(({ place, value }) => ({
        account: place.reach.account?.alias,
        region: place.region,
        queryId: value.queryId,
        limit: value.sent?.limit,
      })),
    ),
    running: parts.some(({ value }) => isRunning(value)),
    region: regionsOf(places).join(', '),
    partition: context.aws.partition(places[0]?.region ?? '').name,
    account: accounts === undefined ? await callerAccount({ ...context, ...places[0]?.reach }) : undefined,
    accounts,
    recordsMatched: sum(({ statistics }) => statistics.recordsMatched),
    recordsScanned: sum(({ statistics }) => statistics.recordsScanned),
    scannedBytes,
    ...(skippedBytes > 0 && { skippedBytes }),
    dollars: scanDollars(scannedBytes),
    from: shown.from,
    found: rows.length,
    ...(cut !== undefined && { cutAt: cut.rows, ...(cut.own && { cutByQuery: true }) }),
    columns,
    ...(isEvents && { pointers: true }),
    ...(several && kept.length > 0 && !isEvents && { perPlace: true }),
    clippedAtChars,
    failures,
    items: kept.map(({ place }, i) => ({
      row: shown.from + i + 1,
      ...(several && { place: nameAt(place) }),
      cells: cells[i] ?? [],
    })),
    more: rows.length > shown.from + kept.length || cut !== undefined,
  };
}

/** The limit that cut the rows of a place, as far as can be told: one that was just reached may have cut none. */
function cutOf({ rows, statistics, sent, ...rest }: PlaceAnswer): RowLimit | undefined {
  if (isRunning(rest) || rows.length === 0 || sent === undefined) return undefined;
  const limit = rowLimitOf(sent.query) ?? (sent.limit === undefined ? undefined : { rows: sent.limit, own: false });
  if (limit === undefined || rows.length < limit.rows) return undefined;
  const areEvents = rows.every((row) => valueOf(row, POINTER) !== undefined);
  return areEvents && statistics.recordsMatched <= rows.length ? undefined : limit;
}

function withTimes(row: PlacedRow['row'], query: string): PlacedRow['row'] {
  const times = timeColumns(query);
  if (times.size === 0) return row;
  return row.map(([field, value]) => [field, times.has(field) ? readableTime(value) : value]);
}

/** A query that ended without an answer failed. */
function judge(read: PlaceRead<PlaceAnswer>): PlaceRead<PlaceAnswer> {
  if ('error' in read) return read;
  const { status, queryId } = read.value;
  const why: Readonly<Record<string, string>> = {
    Failed: 'failed in AWS, which does not say why. Ask again; if it stays so, for less at a time',
    Timeout: 'ran for an hour, the longest AWS allows, and was ended. Ask for a shorter window or fewer log groups',
    Cancelled: 'was stopped. run_logs_insights_query runs it anew',
  };
  const reason = why[status];
  if (reason === undefined || (status === 'Cancelled' && read.value.rows.length > 0)) return read;
  const error = new ToolError('upstream', `The query ${queryId} in ${read.place.region} ${reason}.`);
  return { place: read.place, error };
}

/** The cells of rows, secrets replaced before anything is cut. */
function cellsOf(
  rows: readonly PlacedRow[],
  columns: readonly string[],
  nameAt: (place: number) => string,
  wantedChars: number | undefined,
  context: ToolContext,
): { cells: string[][]; clippedAtChars: number | undefined } {
  const byColumn = columns.map((column) => {
    const texts = rows.map(({ row, place }) => ({
      group: valueOf(row, '@log') ?? nameAt(place),
      stream: valueOf(row, '@logStream') ?? column,
      message: valueOf(row, column) ?? '',
    }));
    return context.cleanMessages(texts);
  });
  const cuttable = columns.flatMap((column, i) => (column === POINTER ? [] : (byColumn[i] ?? [])));
  const lines = rows.map((_, i) => byColumn.map((column) => column[i] ?? '').join(' '));
  const wanted = wantedChars ?? usualLimit(lines, context.budgetTokens);
  const chars = messageLimit(cuttable, wanted, context.budgetTokens);
  const cut = (text: string, column: string) => (column === POINTER ? text : shownMessage(text, chars));
  return {
    cells: rows.map((_, i) => columns.map((column, j) => cut(byColumn[j]?.[i] ?? '', column))),
    clippedAtChars: cuttable.some((text) => isClipped(text, chars)) ? chars : undefined,
  };
}
