import * as z from 'zod';
import { LOG_GROUP_CLASSES, readLogGroups, taggedLogGroups, type LogGroup } from '../../aws/log-groups.ts';
import { formatCount } from '../../format/number.ts';
import { ToolError } from '../../errors.ts';
import type { PartialFailure } from '../../model.ts';
import { allowedOwners } from '../linked-accounts.ts';
import { answerMs, callerAccount, readWithin } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import { cursorParam, limitParam, manyRegions, pageFields, regionOrAllParam } from '../params.ts';
import { renderLogGroups } from './shared/render-log-groups.ts';

const input = z.strictObject({
  name_prefix: z.string().min(1).max(512).optional(),
  name_contains: z.string().min(1).max(512).optional().describe('Any case'),
  class: z.enum(LOG_GROUP_CLASSES).optional(),
  tag: z.string().min(1).max(400).optional().describe('key or key=value; * and leading ! in the value'),
  include_linked_accounts: z.boolean().default(false).describe('In a monitoring account'),
  region: regionOrAllParam,
  limit: limitParam(50, 1_000),
  cursor: cursorParam,
});

const row = z.object({
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
  regions: z.array(z.string()),
  partition: z.string(),
  account: z.string().optional(),
  asked: z.string(),
  /** When a list was read that is so long that its text folds names and tells ages; absent for a shorter one. */
  foldedAt: z.string().optional(),
  /** Of a list read on from where an earlier answer stopped: `found` are those that are left. */
  continued: z.boolean().optional(),
  found: z.int(),
  foundBytes: z.number().optional(),
  complete: z.boolean(),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  items: z.array(row),
  ...pageFields,
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

/** By region and name; groups of linked accounts may share a name. */
function position(group: LogGroupRow): Position {
  return [group.region, group.name, group.arn ?? ''];
}

async function run(asked: Input, context: ToolContext): Promise<LogGroupsOutput> {
  const regions = manyRegions(asked, context);
  const resumeAt = hintOf(context.page.hint);
  // Half the time: a list that is longer is counted only as far as it was read.
  const half = context.timeLeft() / 2;
  const [account, ...reads] = await Promise.all([
    callerAccount(context),
    ...regions
      .filter((region) => resumeAt === undefined || region >= resumeAt.region)
      .map((region) =>
        readRegion(region, asked, resumeAt?.region === region ? resumeAt.token : undefined, half, context),
      ),
  ]);
  const failures: PartialFailure[] = [];
  let rows: LogGroupRow[] = [];
  let stoppedAt: { region: string; token: string } | undefined;
  for (const read of reads) {
    if ('error' in read) failures.push({ source: read.region, error: read.error.message });
    else if (stoppedAt === undefined) {
      rows = [...rows, ...read.groups.map((group) => toRow(group, read.region, account, asked))];
      if (read.nextToken !== undefined) stoppedAt = { region: read.region, token: read.nextToken };
    }
  }
  const [first] = reads;
  if (first !== undefined && 'error' in first && failures.length === reads.length) throw first.error;
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

type Read =
  { region: string; groups: LogGroup[]; nextToken: string | undefined } | { region: string; error: ToolError };

async function readRegion(
  region: string,
  asked: Input,
  from: string | undefined,
  keepMs: number,
  context: ToolContext,
): Promise<Read> {
  const { aws, access, timeLeft, progress } = context;
  const question = {
    prefix: asked.name_prefix,
    logGroupClass: asked.class,
    linkedAccounts: asked.include_linked_accounts,
  };
  // What was read is counted only for those who may see all of it.
  const onPage = (read: number) =>
    progress(
      access.logGroup('') ? `read ${formatCount(read)} log groups in ${region}` : `reading log groups in ${region}`,
    );
  try {
    const [{ groups, nextToken }, tagged] = await readWithin(answerMs(context), context, (signal) =>
      Promise.all([
        readLogGroups(aws, region, question, { signal, from, goOn: () => timeLeft() > keepMs, onPage }),
        asked.tag === undefined ? undefined : taggedLogGroups(aws, region, asked.tag, question, { signal }),
      ]),
    );
    const wanted = asked.name_contains?.toLowerCase() ?? '';
    const isAllowed = asked.include_linked_accounts ? await allowedOwners(context) : () => true;
    const found = groups.filter(
      (group) =>
        access.logGroup(group.name) &&
        isAllowed(group.account) &&
        group.name.toLowerCase().includes(wanted) &&
        (tagged === undefined || tagged.has(group.arn)),
    );
    return { region, groups: found, nextToken };
  } catch (error) {
    if (error instanceof ToolError) return { region, error };
    throw error;
  }
}

/** Where an earlier answer stopped reading: `[region, token]`. */
function hintOf(hint: string | undefined): { region: string; token: string } | undefined {
  if (hint === undefined) return undefined;
  try {
    const [region, token] = z.tuple([z.string(), z.string()]).parse(JSON.parse(hint));
    return { region, token };
  } catch {
    return undefined;
  }
}

function toRow(group: LogGroup, region: string, account: string | undefined, asked: Input): LogGroupRow {
  const foreign = asked.include_linked_accounts && group.account !== account;
  return {
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
