import * as z from 'zod';
import { parseLogGroup } from '../../analysis/log-group-ref.ts';
import { ToolError } from '../../errors.ts';
import { logGroupLink, logGroupsLink } from '../../format/console-link.ts';
import { liftedTable } from '../../format/lifted-table.ts';
import { formatCount, plural } from '../../format/number.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatDuration, formatSecond, parseTime } from '../../format/time.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountParam, cursorParam, limitParam, pageFields, regionParam } from '../params.ts';
import { listStreams } from './shared/list-streams.ts';
import { explainGroupError } from './shared/log-errors.ts';
import { groupParam } from './shared/params.ts';
import { regionOfGroups, resolveGroup } from './shared/resolve-groups.ts';

const input = z.strictObject({
  group: groupParam,
  name_prefix: z.string().min(1).max(512).optional(),
  order_by: z.enum(['last_event', 'name']).default('last_event'),
  active_since: z.string().max(100).optional().describe('Only streams with an event since: ISO 8601, epoch, or -1h'),
  region: regionParam,
  account: accountParam,
  limit: limitParam(50, 1_000),
  cursor: cursorParam,
});

const row = z.object({
  name: z.string(),
  lastEvent: z.string().optional(),
  firstEvent: z.string().optional(),
  created: z.string(),
});

const output = z.object({
  region: z.string(),
  partition: z.string(),
  account: z.string().optional(),
  group: z.string(),
  asOf: z.string(),
  namePrefix: z.string().optional(),
  orderBy: z.enum(['last_event', 'name']),
  activeSince: z.string().optional(),
  read: z.int(),
  found: z.int(),
  complete: z.boolean(),
  items: z.array(row),
  ...pageFields,
});

type Output = z.output<typeof output>;

export const filterLogStreams = defineTool({
  name: 'filter_log_streams',
  title: 'Filter log streams',
  description:
    'Which streams of a log group are alive: newest event first, or by name; by prefix, active since. Last-event times are up to an hour late, so a quiet-looking stream may still be written to.',
  toolset: 'logs',
  actions: ['logs:DescribeLogStreams', 'logs:DescribeLogGroups'],
  input,
  output,
  position: (stream) =>
    stream.lastEvent === undefined ? [0, stream.name] : [-Date.parse(stream.lastEvent), stream.name],
  run,
  render,
});

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const region = regionOfGroups([asked.group], asked, context);
  const [group, account] = await Promise.all([resolveGroup(asked.group, context), callerAccount(context)]);
  const now = context.clock();
  const activeSince = asked.active_since === undefined ? undefined : parseTime(asked.active_since, 'active_since', now);
  const half = context.timeLeft() / 2;
  const { after, hint } = context.page;
  const question = {
    group: group.id,
    orderBy: asked.order_by,
    prefix: asked.name_prefix,
    activeSince,
    after: asked.order_by === 'name' ? after?.slice(1) : after,
    hint,
    limit: asked.limit,
  };
  const control = { signal: context.signal, goOn: () => context.timeLeft() > half };
  const answer = await listStreams(context.aws, region, question, control).catch(async (error: unknown) => {
    throw error instanceof ToolError ? await explainGroupError(error, group.id, region, context) : error;
  });
  const shown = answer.streams.slice(0, asked.limit);
  context.page.next.hints.push(...answer.hints.filter(({ index }) => index <= shown.length));
  return {
    region,
    partition: context.aws.partition(region).name,
    account,
    group: group.id,
    asOf: iso(now),
    namePrefix: asked.name_prefix,
    orderBy: asked.order_by,
    activeSince: activeSince === undefined ? undefined : iso(activeSince),
    read: answer.read,
    found: answer.streams.length,
    complete: answer.ended,
    items: shown.map((stream) => ({
      name: stream.name,
      lastEvent: stream.lastEventAt === undefined ? undefined : iso(stream.lastEventAt),
      firstEvent: stream.firstEventAt === undefined ? undefined : iso(stream.firstEventAt),
      created: iso(stream.createdAt),
    })),
    more: answer.streams.length > shown.length || !answer.ended,
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

function render(shown: Output): string {
  const { items } = shown;
  const now = Date.parse(shown.asOf);
  const lifted = liftedTable([
    { name: 'stream', cells: items.map((stream) => stream.name), key: true },
    { name: 'last event (UTC)', cells: items.map((stream) => time(stream.lastEvent)) },
    { name: 'ago', cells: items.map((stream) => ago(stream.lastEvent, now)) },
    { name: 'first event', cells: items.map((stream) => time(stream.firstEvent) ?? `created ${time(stream.created)}`) },
  ]);
  const constant = lifted.constant === '' ? '' : ` In all rows: ${lifted.constant}.`;
  return paragraphs(scope(shown) + constant, lifted.table, late(shown), renderMore(shown, 'stream'), link(shown));
}

const time = (text: string | undefined) => (text === undefined ? undefined : formatSecond(Date.parse(text)));

function ago(text: string | undefined, now: number): string {
  return text === undefined
    ? 'no events'
    : formatDuration(Math.max(0, Math.round((now - Date.parse(text)) / 1000) * 1000));
}

function scope({
  found,
  complete,
  read,
  group,
  namePrefix,
  activeSince,
  orderBy,
  region,
  account,
  asOf,
}: Output): string {
  const count = complete ? plural(found, 'stream') : `First ${plural(found, 'stream')}`;
  const asked = [
    namePrefix === undefined ? '' : `name begins with ${JSON.stringify(namePrefix)}`,
    activeSince === undefined ? '' : `active since ${time(activeSince)}`,
    orderBy === 'name' ? 'by name' : 'newest event first',
  ];
  const what = asked.filter((part) => part !== '').join(', ');
  const where = `${region}, account ${account ?? 'unknown'}`;
  return `${count} of ${group} (${what}; ${formatCount(read)} looked at), ${where}, as of ${time(asOf)}.`;
}

/** What a reader might conclude wrongly from times that lag. */
function late({ items, activeSince }: Output): string {
  if (activeSince === undefined && items.every((stream) => stream.lastEvent !== undefined)) return '';
  return 'Last-event times lag by up to an hour, rarely more: a stream that is missing or looks silent may have newer events (search_log_events finds them).';
}

function link({ region, partition, group }: Output): string | undefined {
  const ref = parseLogGroup(group);
  if (ref === undefined || ref.account !== undefined) return logGroupsLink({ region, partition });
  return logGroupLink({ region, partition }, ref.name);
}
