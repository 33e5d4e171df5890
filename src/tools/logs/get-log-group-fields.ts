import * as z from 'zod';
import { parseLogGroup } from '../../analysis/log-group-ref.ts';
import { readFieldIndexes, readLogFields, type FieldIndex, type LogField } from '../../aws/log-fields.ts';
import { ToolError } from '../../errors.ts';
import { logGroupLink, logGroupsLink } from '../../format/console-link.ts';
import { insightsCall } from '../../format/insights-call.ts';
import { liftedTable } from '../../format/lifted-table.ts';
import { formatNumber, plural } from '../../format/number.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatTime, formatWindow, parseTime } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import {
  accountArgument,
  accountParam,
  cursorParam,
  limitParam,
  pageFields,
  regionArgument,
  regionParam,
} from '../params.ts';
import { asideMs, callerAccount, readWithin } from '../patience.ts';
import { explainGroupError } from './shared/log-errors.ts';
import { groupParam } from './shared/params.ts';
import { regionOfGroups, resolveGroup } from './shared/resolve-groups.ts';

const MINUTE_MS = 60_000;
/** What GetLogGroupFields looks at: before and after a time, or before now (its API reference). */
const AROUND_MS = 8 * MINUTE_MS;
const LATEST_MS = 15 * MINUTE_MS;
/** Fields of the events themselves, not of the log. */
const OWN_FIELD = /^[^@]/;

const input = z.strictObject({
  group: groupParam,
  time: z.coerce.string().optional().describe('8 min before to 8 min after it; default the last 15 min'),
  region: regionParam,
  account: accountParam,
  limit: limitParam(100, 1_000),
  cursor: cursorParam,
});

const row = z.object({
  name: z.string(),
  percent: z.number().optional(),
  index: z.string().optional(),
});

const output = z.object({
  region: z.string(),
  partition: z.string(),
  account: z.string().optional(),
  accountArgument: z.string().optional(),
  regionArgument: z.string().optional(),
  group: z.string(),
  start: z.string(),
  end: z.string(),
  /** Fields in the events looked at; 0 mostly means that there were no events. */
  found: z.int(),
  note: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

type Output = z.output<typeof output>;
type Row = z.output<typeof row>;

export const getLogGroupFields = defineTool({
  name: 'get_log_group_fields',
  title: 'Get log group fields',
  description:
    'Which fields Logs Insights knows of a log group: names to use in a query, the share of events that have each, and which are indexed (a filter on those scans less). Ask before run_logs_insights_query on a group you do not know. Scans nothing that is billed.',
  toolset: 'logs',
  actions: ['logs:GetLogGroupFields', 'logs:DescribeFieldIndexes', 'logs:DescribeLogGroups'],
  input,
  output,
  position,
  run,
  render,
});

/** Most common first; indexed fields that no event has, last. */
function position(field: Row): Position {
  return [-(field.percent ?? -1), field.name];
}

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const region = regionOfGroups([asked.group], asked, context);
  const now = context.clock();
  const time = asked.time === undefined ? undefined : parseTime(asked.time, 'time', now);
  const group = await resolveGroup(asked.group, context);
  const { aws, signal } = context;
  const [fields, indexes, account] = await Promise.all([
    readLogFields(aws, region, { group: group.id, time }, { signal }).catch(async (error: unknown) => {
      throw error instanceof ToolError ? await explainGroupError(error, group.id, region, context) : error;
    }),
    indexesOf(group.id, region, context),
    callerAccount(context),
  ]);
  const rows = mergeFields(fields, indexes.known);
  const left = rowsAfter(rows, position, context.page.after);
  const [start, end] = time === undefined ? [now - LATEST_MS, now] : [time - AROUND_MS, time + AROUND_MS];
  return {
    region,
    partition: aws.partition(region).name,
    account,
    accountArgument: accountArgument(context),
    regionArgument: regionArgument(region, context),
    group: group.id,
    start: formatTime(start),
    end: formatTime(end),
    found: fields.length,
    note: indexes.note,
    items: left.slice(0, asked.limit),
    more: left.length > asked.limit,
  };
}

/** The indexes only complete the answer: without them it says so. */
async function indexesOf(
  group: string,
  region: string,
  context: ToolContext,
): Promise<{ known: FieldIndex[]; note?: string }> {
  try {
    const read = (signal: AbortSignal) => readFieldIndexes(context.aws, region, group, { signal });
    return { known: await readWithin(asideMs(context), context, read) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const why = error.code === 'access_denied' ? 'needs logs:DescribeFieldIndexes' : error.message;
    return { known: [], note: `Which fields are indexed is unknown: ${why}` };
  }
}

function mergeFields(fields: readonly LogField[], indexes: readonly FieldIndex[]): Row[] {
  const rows = new Map<string, Row>(fields.map(({ name, percent }) => [name, { name, percent }]));
  for (const { name, kind, facet } of indexes) {
    rows.set(name, { ...(rows.get(name) ?? { name }), index: facet ? `${kind}, facet` : kind });
  }
  return [...rows.values()].toSorted((a, b) => comparePositions(position(a), position(b)));
}

function render(shown: Output): string {
  const { items, group, region, found, note, account = 'unknown' } = shown;
  const window = formatWindow({ start: Date.parse(shown.start), end: Date.parse(shown.end) });
  const where = `${group}, ${window}, ${region}, account ${account}`;
  const lifted = liftedTable([
    { name: 'field', cells: items.map(({ name }) => quotedField(name)), key: true },
    { name: '% of events', cells: items.map(({ percent }) => percent && formatNumber(percent)), key: true },
    { name: 'index', cells: items.map(({ index }) => index) },
  ]);
  return paragraphs(
    found === 0
      ? `No fields found in ${where}: it had no events then. time="…" looks around another moment; filter_log_streams says when it last had events.`
      : `${plural(found, 'field')} in the events of ${where}.`,
    lifted.table,
    items.some(({ percent }) => percent === undefined) ? 'Without a share: indexed, but in none of these events.' : '',
    note,
    query(shown),
    renderMore(shown, 'field'),
    link(shown),
  );
}

/** As a query names it: other characters than letters, digits, `_`, `@` and dots need backticks (CWL_QuerySyntax). */
function quotedField(name: string): string {
  return /^@?[\w.]+$/.test(name) ? name : `\`${name}\``;
}

function query({ items, group, regionArgument: region, accountArgument: account }: Output): string {
  const own = items.filter(({ name, percent }) => OWN_FIELD.test(name) && percent !== undefined);
  const named = own.slice(0, 4).map(({ name }) => quotedField(name));
  if (named.length === 0) return '';
  const text = `fields @timestamp, ${named.join(', ')} | sort @timestamp desc | limit 20`;
  return `Query them: ${insightsCall({ groups: [group], query: text, region, account })}`;
}

function link({ region, partition, group }: Output): string | undefined {
  const ref = parseLogGroup(group);
  if (ref === undefined || ref.account !== undefined) return logGroupsLink({ region, partition });
  return logGroupLink({ region, partition }, ref.name);
}
