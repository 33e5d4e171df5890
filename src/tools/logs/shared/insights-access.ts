import { byRule } from '../../../access.ts';
import { simpleSqlGroups } from '../../../analysis/insights-scope.ts';
import { sourceCommand } from '../../../analysis/insights-text.ts';
import { parseHandle, type StartedQuery } from '../../../analysis/query-handle.ts';
import { queryText } from '../../../aws/insights-queries.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { Reach, ToolContext } from '../../define.ts';
import { groupsLimit, onlyAllowed } from '../../limited.ts';
import { ofAccount } from '../../params.ts';
import { contextAt, type Place } from '../../places.ts';
import { resolveGroup } from './resolve-groups.ts';

/**
 * That groups may be kept back from a query which selects them by prefix, class or SOURCE; undefined where its callers may
 * read all, or name them. Says nothing of what there is.
 */
export function onlyReadable(
  asked: { query: string; language: string; groups?: readonly string[] | undefined; class?: string | undefined },
  reaches: readonly Pick<Reach, 'access'>[],
): string | undefined {
  const isSource = asked.language === 'cwli' && sourceCommand(asked.query) !== undefined;
  const selects = isSource || asked.class !== undefined || asked.groups?.some((text) => text.trim().endsWith('*'));
  if (selects !== true) return undefined;
  const told = 'log groups that you may read are queried';
  return onlyAllowed(told, reaches, 'logGroup', ...(isSource ? (['account'] as const) : []));
}

/** The last line of queries of limited callers: AWS keeps it, so that whoever asks for the result is checked by it. */
const GROUPS_LINE = '# log groups: ';

/** @param groups names and ARNs, which hold no spaces */
export function withGroupsLine(query: string, groups: readonly string[]): string {
  return `${query}\n${GROUPS_LINE}${groups.join(' ')}`;
}

function groupsOf(query: string): string[] | undefined {
  const last = query.slice(query.lastIndexOf('\n') + 1);
  return last.startsWith(GROUPS_LINE) ? last.slice(GROUPS_LINE.length).split(' ') : simpleSqlGroups(query);
}

/** A query of a caller's id, with where it runs. */
export interface KnownQuery {
  readonly place: Place;
  readonly queryId: string;
  /** Rows that it was held to beside its text. */
  readonly limit?: number | undefined;
}

/**
 * The queries that an id stands for, where the caller may read what they read: an id is no permission, so account, region
 * and log groups are checked as for a new query.
 * @throws ToolError invalid_input for what is no such id, not_allowed, not_found
 */
export async function queriesOf(handle: string, context: ToolContext): Promise<KnownQuery[]> {
  const started = parseHandle(handle);
  if (started === undefined) {
    throw new ToolError(
      'invalid_input',
      `id ${quoted(handle)} is not the id of a query, as run_logs_insights_query prints it (us-east-1~12ab…).`,
    );
  }
  const several = new Set(started.map(({ account }) => account)).size > 1;
  const known = started.map((query) => ({
    place: placeOf(query, context, several),
    queryId: query.queryId,
    limit: query.limit,
  }));
  await Promise.all(known.map((query) => mayRead(query, contextAt(context, query.place))));
  return known;
}

function placeOf(query: StartedQuery, context: ToolContext, several: boolean): Place {
  const { account, region } = query;
  const reach = context.reaches.find((one) => one.account?.alias === account);
  // An account that the policy refuses is as unknown as one that is not configured.
  if (reach === undefined) {
    throw new ToolError(
      'not_allowed',
      `The account ${quoted(account ?? '')} of this query is not one that you may read.`,
    );
  }
  mayEnter(reach, region, context);
  return { reach, region, account: several ? account : undefined };
}

/** @throws ToolError not_allowed for a region, or the logs of an account, that the policy refuses */
export function mayEnter(reach: Reach, region: string, context: ToolContext): void {
  const { access, regions } = reach;
  if (!access.toolset('logs')) {
    throw new ToolError('not_allowed', `The toolset logs is not allowed for you${byRule(access, 'toolset', 'logs')}.`);
  }
  if (!regions.includes(region)) {
    throw new ToolError(
      'invalid_input',
      `region ${quoted(region)} is not configured here${ofAccount({ ...context, ...reach })}. Configured: ${regions.filter(access.region).join(', ')}.`,
    );
  }
  if (!access.region(region)) {
    throw new ToolError(
      'not_allowed',
      `region ${quoted(region)} is not allowed for you${byRule(access, 'region', region)}.`,
    );
  }
}

/** Nobody knows what a query read but AWS, which keeps its text: the id may have been changed. */
async function mayRead({ place, queryId }: KnownQuery, at: ToolContext): Promise<void> {
  const limit = groupsLimit(at);
  if (limit === undefined) return;
  const text = await queryText(at.aws, place.region, queryId, at);
  const groups = text === undefined ? undefined : groupsOf(text);
  if (groups === undefined || groups.length === 0) {
    throw new ToolError(
      'not_allowed',
      `Which log groups the query ${quoted(queryId)} read is not known, and you may not read all${limit}. Run it again by run_logs_insights_query.`,
    );
  }
  await Promise.all(groups.map((group) => resolveGroup(group, at)));
}
