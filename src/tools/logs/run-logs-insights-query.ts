import * as z from 'zod';
import { commandsOf } from '../../analysis/insights-text.ts';
import { asksToUnmask } from '../../analysis/unmask.ts';
import { QUERY_LANGUAGES, MAX_ROWS } from '../../aws/insights-queries.ts';
import { setAsideScan } from '../../aws/insights-run.ts';
import { ToolError } from '../../errors.ts';
import { insightsLink } from '../../format/console-link.ts';
import { plural } from '../../format/number.ts';
import { paragraphs } from '../../format/text.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountOrAllParam, endParam, limitParam, regionOrAllParam, startParam } from '../params.ts';
import { accountsText, failuresOf, placeName, valuesOf } from '../places.ts';
import { beyondUsual, holdToLimit } from '../scan-limit.ts';
import { onlyReadable } from './shared/insights-access.ts';
import { answerFields, makeAnswer } from './shared/insights-output.ts';
import { planEach, queryPlaces, runEach } from './shared/insights-places.ts';
import { nextSteps, notes, rowCount, rowsTable, statisticsLine, zone } from './shared/insights-text.ts';
import { messageCharsParam } from './shared/params.ts';
import { MAX_GROUPS } from './shared/resolve-groups.ts';
import { searchWindow } from './shared/search-window.ts';

const HOUR_MS = 3_600_000;

const input = z.strictObject({
  query: z
    .string()
    .min(1)
    .max(10_000)
    .describe('fields, filter, parse, stats … by bin(5m), sort; may begin with SOURCE'),
  language: z.enum(QUERY_LANGUAGES).default('cwli').describe('cwli: Logs Insights QL; OpenSearch ppl, sql'),
  groups: z
    .array(z.string().min(1).max(2_048))
    .min(1)
    .max(MAX_GROUPS)
    .optional()
    .describe('Names, ARNs, or prefixes ending with *; sql names them in FROM'),
  class: z.enum(['STANDARD', 'INFREQUENT_ACCESS']).optional().describe('Of the prefixes; alone: all of it'),
  start: startParam.describe('Default -1h'),
  end: endParam,
  limit: limitParam(100, MAX_ROWS).describe('Rows, where the query has no limit'),
  max_scan_gb: z.number().gt(0).optional().describe('More than 20 costs over $0.10'),
  message_chars: messageCharsParam.optional(),
  region: regionOrAllParam,
  account: accountOrAllParam,
});

const output = z.object({
  query: z.string(),
  language: z.enum(QUERY_LANGUAGES),
  start: z.string(),
  end: z.string(),
  futureEnd: z.string().optional(),
  groups: z.array(z.string()).optional(),
  estimatedBytes: z.number(),
  /** Why more than is usual may be scanned. */
  unlimited: z.string().optional(),
  /** Places that have no such log group. */
  absent: z.array(z.string()).optional(),
  /** That the policy may keep groups back. */
  onlyReadable: z.string().optional(),
  ...answerFields,
});
type Output = z.output<typeof output>;

export const runLogsInsightsQuery = defineTool({
  name: 'run_logs_insights_query',
  title: 'Run a Logs Insights query',
  description:
    'Counts, groups and computes over log events of up to 50 log groups, in several regions and accounts at once; for plain lines search_log_events is free. Costs $0.005 for each GB scanned, which is estimated before. A query that takes longer than the call runs on: get_logs_insights_results.',
  toolset: 'logs',
  actions: ['logs:StartQuery', 'logs:GetQueryResults', 'logs:StopQuery', 'logs:DescribeLogGroups'],
  input,
  output,
  run,
  render,
});

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  refuseUnmask(asked);
  const { window, futureEnd } = searchWindow(asked, context, HOUR_MS);
  const planned = await planEach(queryPlaces(asked, context), asked, window, context);
  failuresOf(planned);
  const plans = valuesOf(planned);
  const estimatedBytes = plans.reduce((sum, { value }) => sum + value.estimatedBytes, 0);
  const less = 'Ask for a shorter window or fewer log groups, filter by an indexed field first (filterIndex)';
  const indexed = commandsOf(asked.query).includes('filterindex');
  const question = { what: 'The query', less, indexed, max_scan_gb: asked.max_scan_gb };
  holdToLimit(estimatedBytes, question, context.maxScanBytes);
  setAsideScan(estimatedBytes);
  const unplanned = planned.flatMap((read) => ('error' in read ? [read] : []));
  // Of several groups the others were not queried there either, which must be told.
  const isAbsent = ({ error }: { error: ToolError }) => error.code === 'not_found' && asked.groups?.length === 1;
  const absent = unplanned.filter(isAbsent).map(({ place }) => placeName(place));
  const failed = unplanned.filter((read) => !isAbsent(read));
  const reads = await runEach(plans, asked, context);
  const shown = {
    from: 0,
    limit: MAX_ROWS,
    messageChars: asked.message_chars,
    withPointers: /@ptr\b/i.test(asked.query),
  };
  const known = plans.map(({ place, value }) => value.groups?.map((group) => [placeName(place), group].join(' ')));
  const [only] = plans;
  const groups = plans.length === 1 ? only?.value.groups : known.flatMap((some) => some ?? []);
  return {
    query: asked.query,
    language: asked.language,
    start: new Date(window.start).toISOString(),
    end: new Date(window.end).toISOString(),
    futureEnd: futureEnd === undefined ? undefined : new Date(futureEnd).toISOString(),
    ...(groups !== undefined && groups.length > 0 && { groups: [...groups] }),
    estimatedBytes,
    unlimited: beyondUsual(estimatedBytes, question),
    ...(absent.length > 0 && { absent }),
    onlyReadable: onlyReadable(
      asked,
      plans.map(({ place }) => place.reach),
    ),
    ...(await makeAnswer([...reads, ...failed], shown, context)),
  };
}

/** What a data protection policy masks stays masked, whatever the role of the server may do. */
function refuseUnmask({ query, language }: Pick<z.output<typeof input>, 'query' | 'language'>): void {
  if (!asksToUnmask(query, language)) return;
  throw new ToolError(
    'not_allowed',
    'The query asks for unmask, which shows what a data protection policy hides; this server does not ask for it (logs:Unmask is not in its policy). Leave unmask out: masked values are shown as ***.',
  );
}

function render(shown: Output): string {
  return paragraphs(
    scope(shown),
    rowsTable(shown),
    [absence(shown), shown.onlyReadable ?? '', shown.unlimited ?? '', notes(shown), nextSteps(shown), advice(shown)]
      .filter((line) => line !== '')
      .join('\n'),
    link(shown),
    statisticsLine(shown, shown.estimatedBytes),
  );
}

function scope(shown: Output): string {
  const { groups, futureEnd, running, failures, region } = shown;
  const window = formatWindow({ start: Date.parse(shown.start), end: Date.parse(shown.end) });
  const future = futureEnd === undefined ? '' : `, until now as ${formatTime(Date.parse(futureEnd))} is in the future`;
  const [only] = groups ?? [];
  const of =
    groups === undefined
      ? 'the log groups that the query names'
      : groups.length === 1
        ? only
        : plural(groups.length, 'log group');
  const state = running ? ' Still running: these are the rows found so far.' : '';
  const partly = failures.length === 0 ? '' : ' INCOMPLETE: see below.';
  return `${rowCount(shown)} from ${of}, ${window}${future}, ${region}, ${accountsText(shown)}.${zone(shown)}${state}${partly}`;
}

function absence({ absent = [] }: Output): string {
  return absent.length === 0 ? '' : `There is no such log group in ${absent.join(', ')}: nothing was queried there.`;
}

function advice({ found, running, failures, recordsScanned }: Output): string {
  if (found > 0 || running || failures.length > 0) return '';
  return recordsScanned === 0
    ? 'Nothing was scanned: the log groups have no events in this window (filter_log_streams shows when they last had).'
    : 'Events were scanned, but none is left by the query: try it without its filters, or an earlier start.';
}

function link({ region, partition, query, language, groups = [], start, end }: Output): string | undefined {
  if (region.includes(',') || language !== 'cwli' || groups.length === 0) return undefined;
  const window = { start: Date.parse(start), end: Date.parse(end) };
  return insightsLink({ region, partition }, query, groups, window);
}
