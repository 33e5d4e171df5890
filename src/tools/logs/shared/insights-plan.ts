import { mayNameGroups, simpleSqlGroups } from '../../../analysis/insights-scope.ts';
import { sourceCommand, withLimit, type SourceCommand } from '../../../analysis/insights-text.ts';
import type { LogGroupRef } from '../../../analysis/log-group-ref.ts';
import { estimateScan, type StoredGroup } from '../../../analysis/scan-estimate.ts';
import type { QueryLanguage, QueryQuestion } from '../../../aws/insights-queries.ts';
import type { LogGroupClass } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import { formatCount } from '../../../format/number.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { groupsLimit } from '../../limited.ts';
import { accessOfOwner } from '../../owners.ts';
import { withGroupsLine } from './insights-access.ts';
import { allGroups, factOf, listed, readByText } from './insights-facts.ts';
import { allowedGroups, MAX_GROUPS, resolveGroup } from './resolve-groups.ts';

export interface AskedQuery {
  readonly query: string;
  readonly language: QueryLanguage;
  readonly groups?: readonly string[] | undefined;
  readonly class?: LogGroupClass | undefined;
  readonly limit: number;
}

/** A query for one region of one account, ready to start. */
export interface QueryPlan {
  readonly question: QueryQuestion;
  /** The names or ARNs that it reads; undefined where the query says so itself, and AWS finds them. */
  readonly groups: readonly string[] | undefined;
  readonly estimatedBytes: number;
  /** How much of the caller's text was left out before what is sent; characters. */
  readonly offset: number;
}

/** What StartQuery takes as a query, characters. */
const MAX_QUERY = 10_000;
const WHOLE_EVENTS = 'fields @timestamp, @message';

/**
 * Which groups a query reads in one region of one account, and what of it is sent. For callers who may not read all, only
 * groups that were resolved here: the text itself names none.
 * @throws ToolError not_found, not_allowed, invalid_input
 */
export async function planQuery(
  asked: AskedQuery,
  window: Window,
  region: string,
  at: ToolContext,
): Promise<QueryPlan> {
  const plan = await planUnchecked(asked, window, region, at);
  const over = plan.question.query.length - MAX_QUERY;
  if (over <= 0) return plan;
  const added = plan.question.query.length - asked.query.length + plan.offset;
  throw new ToolError(
    'invalid_input',
    `The query is ${formatCount(over)} characters too long: AWS takes ${formatCount(MAX_QUERY)}, and ${formatCount(added)} are added to yours (its limit of rows, and for callers who may not read all log groups the names of those it reads). Shorten it by ${formatCount(over)} or more${plan.groups === undefined ? '' : ', or read fewer log groups'}.`,
  );
}

async function planUnchecked(asked: AskedQuery, window: Window, region: string, at: ToolContext): Promise<QueryPlan> {
  const limited = groupsLimit(at) !== undefined;
  if (asked.language === 'sql') return planSql(asked, window, region, at, limited);
  if (asked.language === 'ppl' && limited) {
    throw refusal(at, 'Which log groups PPL reads is not seen here: use language="cwli" or "sql"');
  }
  const source = asked.language === 'cwli' ? sourceCommand(asked.query) : undefined;
  const text = source?.rest ?? asked.query;
  if (limited && mayNameGroups(text)) {
    throw refusal(
      at,
      'A query may then name none itself (SOURCE, join, subqueries, lookup): give them in groups, or begin with SOURCE logGroups(…) and nothing else of the kind; a field called source is `source` in backticks',
    );
  }
  const given = asked.groups ?? (asked.class === undefined ? undefined : ['*']);
  if (source !== undefined && given !== undefined) {
    throw new ToolError(
      'invalid_input',
      'The query begins with SOURCE, which says what it reads: leave groups and class out.',
    );
  }
  if (source === undefined && given === undefined) return planUnnamed(asked, window, region, at);
  const inner = (limited ? undefined : await readByText(text, asked.language, region, at)) ?? [];
  if (source !== undefined && !limited) {
    return passOn(asked, window, [...(await listed(source, region, at)), ...inner], at);
  }
  const groups =
    source === undefined
      ? await givenGroups(given ?? [], asked.class, region, at)
      : await sourceGroups(source, region, at);
  const ids = groups.map(({ id }) => id);
  const query = asked.language === 'ppl' ? text : withLimit(text.trim() === '' ? WHOLE_EVENTS : text, asked.limit);
  return {
    question: {
      groups: ids,
      query: limited ? withGroupsLine(query, ids) : query,
      language: asked.language,
      window,
      ...(asked.language === 'ppl' && { limit: asked.limit }),
    },
    groups: ids,
    estimatedBytes: estimateScan([...groups, ...inner], window, at.clock()),
    offset: source?.restAt ?? 0,
  };
}

async function planSql(
  asked: AskedQuery,
  window: Window,
  region: string,
  at: ToolContext,
  limited: boolean,
): Promise<QueryPlan> {
  if (asked.groups !== undefined || asked.class !== undefined) {
    throw new ToolError(
      'invalid_input',
      'SQL names its log groups itself, SELECT … FROM `/shop/checkout`: leave groups and class out.',
    );
  }
  if (!limited) return planUnnamed(asked, window, region, at);
  const names = simpleSqlGroups(asked.query);
  if (names === undefined || names.length === 0) {
    throw refusal(
      at,
      "SQL must then be one plain SELECT … FROM `group` or FROM `logGroups(logGroupIdentifier: ['a', 'b'])`, without JOIN, UNION, WITH, subqueries or comments",
    );
  }
  return passOn(asked, window, await givenGroups(names, undefined, region, at), at);
}

/** A query that says itself what it reads. */
async function planUnnamed(asked: AskedQuery, window: Window, region: string, at: ToolContext): Promise<QueryPlan> {
  const known = await readByText(asked.query, asked.language, region, at);
  if (known === undefined && asked.language === 'cwli') {
    throw new ToolError(
      'invalid_input',
      'groups is missing: names, ARNs or prefixes ending with * (describe_log_groups lists them).',
    );
  }
  // What is not seen through might be all there is.
  return passOn(asked, window, known ?? (await allGroups(region, at)), at);
}

/** The query as it stands, with what it may read for the estimate. */
function passOn(asked: AskedQuery, window: Window, read: readonly StoredGroup[], at: ToolContext): QueryPlan {
  const query = asked.language === 'cwli' ? withLimit(asked.query, asked.limit) : asked.query;
  return {
    question: {
      groups: [],
      query,
      language: asked.language,
      window,
      ...(asked.language !== 'cwli' && { limit: asked.limit }),
    },
    groups: undefined,
    estimatedBytes: estimateScan(read, window, at.clock()),
    offset: 0,
  };
}

interface KnownGroup extends LogGroupRef, StoredGroup {}

async function givenGroups(
  texts: readonly string[],
  logGroupClass: LogGroupClass | undefined,
  region: string,
  at: ToolContext,
): Promise<KnownGroup[]> {
  const found = await Promise.all(
    texts.map(async (text): Promise<KnownGroup[]> => {
      const name = text.trim();
      if (name.endsWith('*') && !name.startsWith('arn:')) {
        const groups = await allowedGroups(name.slice(0, -1), region, at, logGroupClass);
        return groups.map((group) => ({ ...group, id: group.name }));
      }
      const ref = await resolveGroup(name, at);
      return [{ ...ref, ...(await factOf(ref, region, at)) }];
    }),
  );
  return atMost([...new Map(found.flat().map((group) => [group.id, group])).values()]);
}

/** The groups that SOURCE selects and the caller may read. */
async function sourceGroups(source: SourceCommand, region: string, at: ToolContext): Promise<KnownGroup[]> {
  const groups = await listed(source, region, at);
  const own = at.account?.id ?? (await at.aws.caller(at.signal)).account;
  const allowed = groups.filter(({ name, account }) => accessOfOwner(account, own, at)?.logGroup(name) === true);
  if (allowed.length === 0) throw refusal(at, 'SOURCE selects none of them');
  return atMost(allowed.map((group) => ({ ...group, id: group.account === own ? group.name : group.arn })));
}

function atMost(groups: KnownGroup[]): KnownGroup[] {
  if (groups.length <= MAX_GROUPS) return groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  throw new ToolError(
    'invalid_input',
    `The query is for ${groups.length} log groups; at most ${MAX_GROUPS} are read at once. Use longer prefixes, or names from describe_log_groups.`,
  );
}

function refusal(at: ToolContext, how: string): ToolError {
  return new ToolError('not_allowed', `You may not read all log groups${groupsLimit(at) ?? ''}. ${how}.`);
}
