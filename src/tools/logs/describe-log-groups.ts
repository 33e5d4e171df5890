import * as z from 'zod';
import { LOG_GROUP_CLASSES, readLogGroups, taggedLogGroups, type LogGroup } from '../../aws/log-groups.ts';
import { formatCount } from '../../format/number.ts';
import { callerAccount, callerAccountId } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { listFields, listParams } from '../lists.ts';
import { accessOfOwner } from '../owners.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  placeName,
  placesOf,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
} from '../places.ts';
import { ofSeveral } from '../params.ts';
import { renderLogGroups } from './shared/render-log-groups.ts';

const input = z.strictObject({
  name_prefix: z.string().min(1).max(512).optional(),
  name_contains: z.string().min(1).max(512).optional().describe('Any case'),
  class: z.enum(LOG_GROUP_CLASSES).optional(),
  tag: z.string().min(1).max(400).optional().describe('key or key=value; * and leading ! in the value'),
  include_linked_accounts: z.boolean().default(false).describe('In a monitoring account'),
  ...listParams(50, 1_000),
});

const row = z.object({
  account: ofSeveral(z.string()),
  region: z.string(),
  name: z.string(),
  class: z.string(),
  storedBytes: z.number(),
  retentionDays: z.int().optional(),
  created: z.string(),
  metricFilters: z.int(),
  arn: z.string().optional(),
});

const output = z.object({
  ...listFields,
  asked: z.string(),
  /** When a list was read that is so long that its text folds names and tells ages; absent for a shorter one. */
  foldedAt: z.string().optional(),
  /** Of a list read on from where an earlier answer stopped: `found` are those that are left. */
  continued: z.boolean().optional(),
  foundBytes: z.number().optional(),
  items: z.array(row),
});

type Input = z.output<typeof input>;
/** A longer list than this is told in fewer words. */
const FOLDED_FROM = 50;

export type LogGroupRow = z.output<typeof row>;
export type LogGroupsOutput = z.output<typeof output>;

export const describeLogGroups = defineTool({
  name: 'describe_log_groups',
  title: 'Describe log groups',
  description:
    'Which log groups exist, by name, class or tag: stored size, retention, class, age and metric filters. Of all configured regions unless one is given. Names for search_log_events.',
  toolset: 'logs',
  actions: ['logs:DescribeLogGroups', 'logs:ListLogGroups'],
  input,
  output,
  position,
  run,
  render: renderLogGroups,
});

/** By account, region and name; groups of linked accounts may share a name. */
function position(group: LogGroupRow): Position {
  const account = group.account === undefined ? [] : [group.account];
  return [...account, group.region, group.name, group.arn ?? ''];
}

async function run(asked: Input, context: ToolContext): Promise<LogGroupsOutput> {
  const reaches = askedReaches(asked, context, { toolset: 'logs', omitted: 'first' });
  const places = placesOf(reaches, asked);
  const regions = regionsOf(places);
  const accounts = accountsOf(places);
  const resumeAt = hintOf(context.page.hint);
  // Half the time: a list that is longer is counted only as far as it was read.
  const half = context.timeLeft() / 2;
  const from = places.findIndex((place) => placeName(place) === resumeAt?.region);
  const [account, reads] = await Promise.all([
    accounts === undefined ? callerAccount(context) : undefined,
    readPlaces(places.slice(Math.max(0, from)), context, (place, at) =>
      readPlace(place, asked, resumeAt?.region === placeName(place) ? resumeAt.token : undefined, half, at),
    ),
  ]);
  const failures = failuresOf(reads);
  let rows: LogGroupRow[] = [];
  let stoppedAt: { region: string; token: string } | undefined;
  for (const { place, value } of valuesOf(reads)) {
    if (stoppedAt !== undefined) break;
    rows = [...rows, ...value.rows];
    if (value.nextToken !== undefined) stoppedAt = { region: placeName(place), token: value.nextToken };
  }
  const sorted = rows.toSorted((a, b) => comparePositions(position(a), position(b)));
  const left = rowsAfter(sorted, position, context.page.after);
  const items = left.slice(0, asked.limit);
  const continued = resumeAt !== undefined;
  // What was not shown of this part is read from where this part begins, not from the start of the list.
  if (context.page.hint !== undefined && continued)
    context.page.next.hints.push({ index: 0, token: context.page.hint });
  if (stoppedAt !== undefined && items.length === left.length) {
    context.page.next.hints.push({ index: items.length, token: JSON.stringify([stoppedAt.region, stoppedAt.token]) });
  }
  return {
    regions,
    partition: context.aws.partition(regions[0] ?? '').name,
    account,
    accounts,
    asked: inWords(asked),
    ...(items.length > FOLDED_FROM && { foldedAt: new Date(context.clock()).toISOString() }),
    ...(continued
      ? { continued, found: left.length }
      : { found: rows.length, foundBytes: rows.reduce((sum, group) => sum + group.storedBytes, 0) }),
    complete: stoppedAt === undefined,
    failures,
    items,
    more: left.length > items.length || stoppedAt !== undefined,
  };
}

async function readPlace(
  place: Place,
  asked: Input,
  from: string | undefined,
  keepMs: number,
  context: ToolContext,
): Promise<{ rows: LogGroupRow[]; nextToken: string | undefined }> {
  const { aws, signal, timeLeft, progress } = context;
  const { region } = place;
  const question = {
    prefix: asked.name_prefix,
    logGroupClass: asked.class,
    linkedAccounts: asked.include_linked_accounts,
  };
  const where = placeName(place);
  // What was read is counted only for those who may see all of it.
  const onPage = (read: number) =>
    progress(
      context.access.logGroup('')
        ? `read ${formatCount(read)} log groups in ${where}`
        : `reading log groups in ${where}`,
    );
  const [{ groups, nextToken }, tagged, own] = await Promise.all([
    readLogGroups(aws, region, question, { signal, from, goOn: () => timeLeft() > keepMs, onPage }),
    asked.tag === undefined ? undefined : taggedLogGroups(aws, region, asked.tag, question, { signal }),
    asked.include_linked_accounts ? callerAccountId(context) : undefined,
  ]);
  const wanted = asked.name_contains?.toLowerCase() ?? '';
  const mayRead = ({ account, name }: LogGroup) =>
    accessOfOwner(asked.include_linked_accounts ? account : undefined, own, context)?.logGroup(name) === true;
  const found = groups.filter(
    (group) =>
      mayRead(group) && group.name.toLowerCase().includes(wanted) && (tagged === undefined || tagged.has(group.arn)),
  );
  return { rows: found.map((group) => toRow(group, place, own, asked)), nextToken };
}

/** Where an earlier answer stopped reading: `[place, token]`. */
function hintOf(hint: string | undefined): { region: string; token: string } | undefined {
  if (hint === undefined) return undefined;
  try {
    const [region, token] = z.tuple([z.string(), z.string()]).parse(JSON.parse(hint));
    return { region, token };
  } catch {
    return undefined;
  }
}

function toRow(group: LogGroup, { account, region }: Place, own: string | undefined, asked: Input): LogGroupRow {
  const foreign = asked.include_linked_accounts && group.account !== own;
  return {
    ...(account !== undefined && { account }),
    region,
    name: group.name,
    class: group.logGroupClass,
    storedBytes: group.storedBytes,
    retentionDays: group.retentionDays,
    created: new Date(group.createdAt).toISOString().slice(0, 10),
    metricFilters: group.metricFilters,
    ...(foreign && { arn: group.arn }),
  };
}

function inWords(asked: Input): string {
  return [
    asked.name_prefix === undefined ? '' : `name begins with ${JSON.stringify(asked.name_prefix)}`,
    asked.name_contains === undefined ? '' : `name contains ${JSON.stringify(asked.name_contains)}`,
    asked.class === undefined ? '' : `class ${asked.class}`,
    asked.tag === undefined ? '' : `tag ${JSON.stringify(asked.tag)}`,
    asked.include_linked_accounts ? 'linked accounts included' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
