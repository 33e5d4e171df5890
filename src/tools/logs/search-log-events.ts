import * as z from 'zod';
import { eventMarks } from '../../analysis/event-pointer.ts';
import { eventPosition, type EventOrder } from '../../analysis/event-order.ts';
import { mergeSearches, searchedPart } from '../../analysis/merge-searches.ts';
import { MAX_PATTERN_CHARS } from '../../format/filter-pattern.ts';
import { isClipped, shownMessage } from '../../format/log-message.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import type { Window } from '../../model.ts';
import { rowsAfter } from '../paging.ts';
import { oneRegionEachFields } from '../one-region-each.ts';
import { accountsOf, regionsOf, type Place } from '../places.ts';
import {
  accountOrAllParam,
  cursorParam,
  endParam,
  limitParam,
  ofSeveral,
  pageFields,
  regionParam,
  startParam,
} from '../params.ts';
import { patternOf } from './shared/asked-pattern.ts';
import { explainFailures, searchAll, transformedNotes } from './shared/search-steps.ts';
import { messageLimit, usualLimit } from './shared/message-limit.ts';
import { messageCharsParam } from './shared/params.ts';
import { renderSearch } from './shared/render-search.ts';
import { MAX_GROUPS } from './shared/resolve-groups.ts';
import { hintOf, resumeSearch } from './shared/resume-search.ts';
import { searchTargets } from './shared/search-targets.ts';
import { searchWindow } from './shared/search-window.ts';
import { unsearchedShown } from './shared/unsearched.ts';
import { outsideLife } from './shared/group-life.ts';

const HOUR_MS = 3_600_000;

const input = z.strictObject({
  groups: z
    .array(z.string().min(1).max(2_048))
    .min(1)
    .max(MAX_GROUPS)
    .describe('Names, ARNs, or prefixes ending with *'),
  pattern: z
    .string()
    .max(MAX_PATTERN_CHARS)
    .optional()
    .describe('CloudWatch filter syntax: ERROR -debug, ?a ?b, { $.level = "error" }, %regex%'),
  text: z.string().min(1).max(MAX_PATTERN_CHARS).optional().describe('Literal text instead, case-sensitive'),
  stream_prefix: z.string().min(1).max(512).optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
  message_chars: messageCharsParam.optional().describe('Default 500, of many less'),
  region: regionParam,
  account: accountOrAllParam,
  start: startParam.describe('Default -1h; ISO 8601, epoch, or relative'),
  end: endParam,
  limit: limitParam(50, 1_000),
  cursor: cursorParam,
});

const row = z.object({
  time: z.string(),
  account: ofSeveral(z.string()),
  group: z.string(),
  stream: z.string(),
  message: z.string(),
  id: z.string().optional(),
  mark: z.string().optional(),
});

const output = z.object({
  region: z.string(),
  partition: z.string(),
  pointerRegion: z.string().optional(),
  continued: z.boolean().optional(),
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  ...oneRegionEachFields,
  start: z.string(),
  end: z.string(),
  futureEnd: z.string().optional(),
  order: z.enum(['newest', 'oldest']),
  pattern: z.string().optional(),
  groups: z.array(z.string()),
  searchedStart: z.string(),
  searchedEnd: z.string(),
  searchedPercent: z.number(),
  complete: z.boolean(),
  stopped: z.boolean().optional(),
  overBudget: z.boolean().optional(),
  found: z.int(),
  clippedAtChars: z.int().optional(),
  clippedToFit: z.boolean().optional(),
  behind: z.array(z.object({ group: z.string(), start: z.string(), end: z.string() })),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  /** Accounts that did not answer. */
  unread: ofSeveral(z.array(z.object({ source: z.string(), error: z.string() }))),
  unsearchedShown: z.int().optional(),
  note: z.string().optional(),
  transformed: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

export type SearchOutput = z.output<typeof output>;

export const searchLogEvents = defineTool({
  name: 'search_log_events',
  title: 'Search log events',
  description:
    'Log lines of up to 50 log groups that match a pattern or text, merged by time, newest first. Says how much of the window was searched. AWS allows about 5 pages a second: fewer groups and a pattern are faster. For the lines around one: get_log_events.',
  toolset: 'logs',
  actions: ['logs:FilterLogEvents', 'logs:GetTransformer', 'logs:DescribeLogGroups'],
  input,
  output,
  position: (event) => [Date.parse(event.time), keyOf(event), event.stream, event.id ?? ''],
  run,
  render: renderSearch,
});

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<SearchOutput> {
  const pattern = patternOf(asked);
  const { window, futureEnd } = searchWindow(asked, context, HOUR_MS);
  const { order } = asked;
  const [found, account] = await Promise.all([searchTargets(asked, context), callerAccount(context)]);
  const { places, targets } = found;
  const accounts = accountsOf(places);
  const targetOf = new Map(targets.map((target) => [target.key, target]));
  const resumed = resumeSearch(window, order, context.page);
  const answer = await searchAll(targetOf, resumed, asked, pattern, context);
  const failures = [...found.absent, ...(await explainFailures(answer, asked, targetOf, context))];
  const unread = found.unread.length === 0 ? undefined : [...found.unread];
  const merged = mergeSearches(answer.searched, order);
  const rows = rowsAfter(merged.events, (event) => eventPosition(event, order), resumed.after);
  const [region = ''] = regionsOf(places);
  const unexplained = rows.length === 0 && !answer.stopped && accounts === undefined;
  const groups = targets.map(({ group }) => group);
  const overBudget = answer.overBudget === undefined ? undefined : true;
  const note =
    answer.overBudget?.message ?? (unexplained ? await outsideLife(groups, window, region, context) : undefined);
  const searched = searchedPart(window, order, merged.frontier);
  const shown = rows.slice(0, asked.limit);
  if (rows.length === shown.length && merged.frontier !== Infinity) {
    context.page.next.hints.push({ index: shown.length, token: hintOf(merged.frontier) });
  }
  const marks = eventMarks(shown);
  const messages = context.cleanMessages(shown);
  const wantedChars = asked.message_chars ?? usualLimit(messages, context.budgetTokens);
  const chars = messageLimit(messages, wantedChars, context.budgetTokens);
  const shownTargets = shown.flatMap((event) => targetOf.get(event.group) ?? []);
  const transformed = await transformedNotes(shownTargets, context);
  const behind = merged.behind.map(({ group, frontier }) => unsearchedPart(group, window, order, frontier));
  const complete =
    merged.frontier === Infinity && merged.behind.length === 0 && failures.length === 0 && unread === undefined;
  return {
    region: regionsOf(places).join(', '),
    partition: context.aws.partition(region).name,
    pointerRegion: pointerRegion(shownTargets[0]?.place ?? places[0]),
    continued: context.page.after === undefined && context.page.hint === undefined ? undefined : true,
    account: accounts === undefined ? account : undefined,
    accounts,
    ...found.each,
    start: iso(window.start),
    end: iso(window.end),
    futureEnd: futureEnd === undefined ? undefined : iso(futureEnd),
    order,
    pattern,
    groups: targets.map(({ key }) => key),
    searchedStart: iso(searched.window.start),
    searchedEnd: iso(searched.window.end),
    searchedPercent: Math.floor(searched.share * 1000) / 10,
    complete,
    stopped: answer.stopped ? true : undefined,
    overBudget,
    found: rows.length,
    clippedAtChars: messages.some((message) => isClipped(message, chars)) ? chars : undefined,
    clippedToFit: chars < wantedChars ? true : undefined,
    behind,
    failures,
    unread,
    unsearchedShown: unsearchedShown({ behind, failures, unread, overBudget }, context.budgetTokens),
    note,
    transformed,
    items: shown.map((event, i) => ({
      time: iso(event.time),
      account: targetOf.get(event.group)?.place.account,
      group: targetOf.get(event.group)?.group.id ?? event.group,
      stream: event.stream,
      message: shownMessage(messages[i] ?? '', chars),
      id: event.id,
      mark: marks[i],
    })),
    more: rows.length > shown.length || merged.frontier !== Infinity,
  };
}

/** As `Target` has it. */
const keyOf = ({ account, group }: { account?: string | undefined; group: string }) =>
  account === undefined ? group : `${account}:${group}`;

/** The region to name in calls about a place; undefined where one account is asked in its default. */
function pointerRegion(place: Place | undefined): string | undefined {
  const isDefault = place?.account === undefined && place?.region === place?.reach.regions[0];
  return isDefault ? undefined : place?.region;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** What of the window is not known of a group that was searched up to `frontier`. */
function unsearchedPart(
  group: string,
  window: Window,
  order: EventOrder,
  frontier: number,
): SearchOutput['behind'][number] {
  const known = searchedPart(window, order, frontier).window;
  const [start, end] = order === 'newest' ? [window.start, known.start] : [known.end, window.end];
  return { group, start: iso(start), end: iso(end) };
}
