import { insightsTime, POINTER, valueOf, mergeRows } from '../../../analysis/insights-rows.ts';
import { parseRowPointer } from '../../../analysis/query-handle.ts';
import { getLogRecord, readQuery } from '../../../aws/insights-queries.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { ToolContext } from '../../define.ts';
import { mayReadOwner } from '../../owners.ts';
import { byRule } from '../../../access.ts';
import { oneRegion } from '../../params.ts';
import { callerAccountId } from '../../patience.ts';
import { contextAt, type Place } from '../../places.ts';
import { queriesOf } from './insights-access.ts';

/** A log event with all its fields, and where it is. */
export interface LogRecord {
  readonly at: ToolContext;
  readonly region: string;
  /** The group's name, or its ARN where it is of an account that is linked to the one asked. */
  readonly group: string;
  readonly stream: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What `@ptr` looks like: base64, longer than any word. */
const OPAQUE = /^[\w+/=-]{16,4000}$/;

/** Whether a text may be a pointer of Logs Insights, rather than group, stream and time. */
export function isRecordPointer(text: string): boolean {
  const pointer = text.trim();
  return parseRowPointer(pointer) !== undefined || OPAQUE.test(pointer);
}

/**
 * The event that a pointer stands for. What group it is in is known only when AWS has given it: a group that the caller may
 * not read is refused then.
 * @throws ToolError invalid_input, not_found, not_allowed
 */
export async function locateRecord(
  pointer: string,
  input: { region?: string | undefined },
  context: ToolContext,
): Promise<LogRecord> {
  const row = parseRowPointer(pointer);
  const found = row === undefined ? undefined : await pointerOfRow(row, context);
  const at = found === undefined ? context : contextAt(context, found.place);
  const region = found?.place.region ?? oneRegion(input, context);
  const record = await getLogRecord(at.aws, region, found?.pointer ?? pointer.trim(), at);
  const { owner, name } = groupOf(record['@log'] ?? '');
  if (name === '') {
    throw new ToolError(
      'not_found',
      `No log event is found by ${quoted(pointer)} in ${region}. Pointers come from run_logs_insights_query, and are of one region.`,
    );
  }
  const own = await callerAccountId(at);
  const access = mayReadOwner(owner, own, at);
  if (!access.logGroup(name)) {
    throw new ToolError(
      'not_allowed',
      `The log group of this event is not among those you may read${byRule(access, 'logGroup', name)}.`,
    );
  }
  const linked = owner !== undefined && own !== undefined && owner !== own;
  return {
    at,
    region,
    group: linked ? `arn:${at.aws.partition(region).name}:logs:${region}:${owner}:log-group:${name}` : name,
    stream: record['@logStream'] ?? '',
    time: insightsTime(record['@timestamp'] ?? ''),
    message: record['@message'] ?? '',
    fields: record,
  };
}

/** `123456789012:/shop/web`. */
function groupOf(log: string): { owner: string | undefined; name: string } {
  const [, owner, name] = /^(?:(\d{12}):)?(.+)$/s.exec(log) ?? [];
  return { owner, name: name ?? '' };
}

/** The `@ptr` of a row of a query's answer, as its rows are counted there. */
async function pointerOfRow(
  { handle, row }: { handle: string; row: number },
  context: ToolContext,
): Promise<{ place: Place; pointer: string }> {
  const queries = await queriesOf(handle, context);
  const answers = await Promise.all(
    queries.map(({ place, queryId }) =>
      readQuery(place.reach.aws, place.region, queryId, { signal: context.signal, ...(row > 10_000 && { rows: row }) }),
    ),
  );
  const found = mergeRows(answers.map(({ rows }) => rows))[row - 1];
  const place = found && queries[found.place]?.place;
  if (found === undefined || place === undefined) {
    throw new ToolError('not_found', `The query has no row ${row}. get_logs_insights_results shows what it has.`);
  }
  const pointer = valueOf(found.row, POINTER);
  if (pointer !== undefined) return { place, pointer };
  throw new ToolError(
    'invalid_input',
    `Row ${row} is computed from several events (stats), so it is none that could be shown. Query the events themselves.`,
  );
}
