import { formatRowPointer } from '../../../analysis/query-handle.ts';
import { DOLLARS_PER_GB } from '../../../analysis/scan-estimate.ts';
import { MAX_ROWS } from '../../../aws/insights-queries.ts';
import { formatCall } from '../../../format/call.ts';
import { formatBytes, formatCount, plural } from '../../../format/number.ts';
import { money } from '../../../format/money.ts';
import { table } from '../../../format/table.ts';
import { fence } from '../../../format/text.ts';
import type { QueryOutput } from './insights-output.ts';

/** The rows as a table in a fence: all of it is text of logs. A column that says the same in every row is a line above. */
export function rowsTable({ items, columns }: QueryOutput): string {
  if (items.length === 0) return '';
  const [first] = items;
  const same = columns.map(
    (_, i) => items.length > 1 && columns.length > 1 && items.every(({ cells }) => cells[i] === first?.cells[i]),
  );
  const kept = columns.filter((_, i) => same[i] !== true);
  const places = first?.place !== undefined;
  const rows = items.map(({ row, place, cells }) => [
    row,
    ...(places ? [place] : []),
    ...cells.filter((_, i) => same[i] !== true),
  ]);
  const lifted = columns.flatMap((column, i) =>
    same[i] === true ? [`${column}: ${oneLine(first?.cells[i] ?? '')}`] : [],
  );
  const above = lifted.length === 0 ? '' : `in all rows: ${lifted.join('; ')}\n\n`;
  return fence(`${above}${table(['#', ...(places ? ['place'] : []), ...kept], rows)}`);
}

const oneLine = (text: string) => (text === '' ? '-' : text.replaceAll(/\s+/g, ' '));

/** `12 rows`, `The first 40 of 112 rows`, `Rows 41 to 80 of 112`, `No rows`. */
export function rowCount({ items, found, from, running, cutAt, pointers, recordsMatched }: QueryOutput): string {
  const all = pointers === true ? `${formatCount(recordsMatched)} events match` : 'there may be more';
  const so = running ? ' so far' : cutAt === undefined ? '' : ` (the limit; ${all})`;
  if (found === 0) return `No rows${so}`;
  if (items.length === found) return `${plural(found, 'row')}${so}`;
  const of = `of ${plural(found, 'row')}${so}`;
  if (items.length === 0) return from < found ? `None shown ${of}` : `No rows from ${from + 1} on ${of}`;
  return from === 0
    ? `The first ${formatCount(items.length)} ${of}`
    : `Rows ${formatCount(from + 1)} to ${formatCount(from + items.length)} ${of}`;
}

/** That times are in UTC, where there are such: Logs Insights writes them without a zone. */
export function zone({ items }: QueryOutput): string {
  const isTime = (cell: string) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(cell);
  return items.some(({ cells }) => cells.some(isTime)) ? ' Times are UTC.' : '';
}

/** How to go on: with a query that still runs, with rows that are not shown, with one event. */
export function nextSteps(output: QueryOutput): string {
  const { id, running, items, found, from, pointers } = output;
  const next = from + items.length;
  const [first] = items;
  return [
    running
      ? `It runs on. Go on: ${formatCall('get_logs_insights_results', { id })}. End it: ${formatCall('stop_logs_insights_query', { id })}.`
      : '',
    next < found ? `More: ${formatCall('get_logs_insights_results', { id, from: next + 1 })}.` : '',
    pointers === true && !running && first !== undefined
      ? `One event in full: ${formatCall('get_log_record', { pointer: formatRowPointer(id, first.row) })}, for another row its number; the lines around it: get_log_events with the same pointer.`
      : '',
    running ? '' : beyondLimit(output),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** How to get the rows that a limit left out. */
function beyondLimit({ cutAt, cutByQuery }: QueryOutput): string {
  if (cutAt === undefined) return '';
  const most = formatCount(MAX_ROWS);
  if (cutAt >= MAX_ROWS) return `A query gives ${most} rows at most: a shorter window or a filter shows the others.`;
  return cutByQuery === true
    ? `The limit of ${formatCount(cutAt)} stands in the query itself: a higher one there (up to ${most}) gives more rows.`
    : `More rows: run_logs_insights_query with limit=… (up to ${most}; it was ${formatCount(cutAt)}).`;
}

export function notes({ failures, clippedAtChars, perPlace }: QueryOutput): string {
  return [
    ...failures.map(({ source, error }) => `Not queried: ${source}: ${error}`),
    perPlace === true ? 'Each region and account was computed by itself: nothing is summed over them.' : '',
    clippedAtChars === undefined
      ? ''
      : `Values are clipped at ${formatCount(clippedAtChars)} characters: message_chars shows more.`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** The last line: what was scanned, and about what AWS takes for it. */
export function statisticsLine(output: QueryOutput, estimatedBytes?: number): string {
  const { recordsMatched, recordsScanned, scannedBytes, skippedBytes, dollars } = output;
  const expected = estimatedBytes === undefined ? '' : `; ${formatBytes(estimatedBytes)} were expected`;
  const skipped = skippedBytes === undefined ? '' : `; ${formatBytes(skippedBytes)} skipped by field indexes`;
  return `Statistics: ${formatCount(recordsMatched)} of ${plural(recordsScanned, 'record')} matched, ${formatBytes(scannedBytes)} scanned${expected}${skipped}. Cost: ${money(dollars)} (estimate at $${DOLLARS_PER_GB} a GB, the price in N. Virginia: https://aws.amazon.com/cloudwatch/pricing/).`;
}
