/** A row of one place's answer: fields in the order of the query. */
export type Row = readonly (readonly [field: string, value: string])[];

export interface PlacedRow {
  /** The index of the place among those asked. */
  readonly place: number;
  readonly row: Row;
}

/** The pointer to the event that a row is; what tells pages of events from computed rows. */
export const POINTER = '@ptr';

/** The fields of rows in the order of the query, without `@ptr` unless the query asks for it. */
export function columnsOf(rows: readonly PlacedRow[], withPointer: boolean): string[] {
  const columns = new Set(rows.flatMap(({ row }) => row.map(([field]) => field)));
  if (!withPointer) columns.delete(POINTER);
  return [...columns];
}

export function valueOf(row: Row, field: string): string | undefined {
  return row.find(([name]) => name === field)?.[1];
}

/**
 * The rows of several places in one order: by `@timestamp` where each place's rows are in descending, or each in ascending
 * order of it, else place after place. Computed rows (`stats`) stay those of their place.
 */
export function mergeRows(places: readonly (readonly Row[])[]): PlacedRow[] {
  const rows = places.flatMap((some, place) => some.map((row) => ({ place, row })));
  if (places.filter((some) => some.length > 0).length < 2) return rows;
  const times = places.map((some) => some.map((row) => valueOf(row, '@timestamp')));
  if (times.flat().includes(undefined)) return rows;
  const direction = [-1, 1].find((sign) => times.every((some) => isSorted(some as string[], sign)));
  if (direction === undefined) return rows;
  const time = ({ row }: PlacedRow) => valueOf(row, '@timestamp') ?? '';
  return rows.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? -direction : direction));
}

function isSorted(times: readonly string[], sign: number): boolean {
  return times.every((time, i) => {
    const before = times[i - 1];
    return before === undefined || before === time || (before < time ? 1 : -1) === sign;
  });
}

/** A moment as Logs Insights writes it, epoch milliseconds: `2026-11-21 09:31:02.123` in UTC, or a number of those; NaN for others. */
export function insightsTime(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  return Date.parse(text.includes('T') ? text : `${text.replace(' ', 'T')}Z`);
}

const TIME_AGGREGATE =
  /\b(?:min|max|earliest|latest)\s*\(\s*@(?:timestamp|ingestionTime)\s*\)(?:\s+as\s+(`[^`]+`|@?[\w.]+))?/gi;

/** The columns that a query computes as moments, which Logs Insights gives as epoch milliseconds. */
export function timeColumns(query: string): Set<string> {
  return new Set([...query.matchAll(TIME_AGGREGATE)].map(([whole, alias]) => alias?.replaceAll('`', '') ?? whole));
}

/** Epoch milliseconds as Logs Insights writes the times of events, in UTC; any other text as it is. */
export function readableTime(value: string): string {
  return /^\d{13}$/.test(value) ? new Date(Number(value)).toISOString().replace('T', ' ').replace('Z', '') : value;
}
