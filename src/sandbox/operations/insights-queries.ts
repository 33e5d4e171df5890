import type { Window } from '../../model.ts';
import { parseQuery, MAX_ROWS } from '../evaluate/insights/parse-query.ts';
import { evaluateQuery } from '../evaluate/insights/run.ts';
import { QueryError } from '../evaluate/insights/syntax.ts';
import type { Query } from '../evaluate/insights/syntax.ts';
import { groupsOfQuery } from '../insights/query-groups.ts';
import type { Execution, QueryStore, StartedQuery } from '../insights/query-store.ts';
import { readNewestFirst } from '../insights/read-events.ts';
import type { OwnedGroup } from '../insights/read-events.ts';
import { AwsError, constraint, integer, makeToken, page, readNumbers, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { keptSince } from './log-events.ts';
import { invalidParameter, invalidToken } from './log-groups.ts';
import { callerArn } from './sts.ts';

const MAX_QUERY_LENGTH = 10_000;
/** Rows of a query that names no limit, and of a page of results. */
const DEFAULT_ROWS = 10_000;
const LANGUAGES = ['CWLI', 'SQL', 'PPL'];

export const insightsQueryOperations: Record<string, Operation> = {
  StartQuery(input, context) {
    const queryString = text(input, 'queryString') ?? '';
    if (queryString.length > MAX_QUERY_LENGTH) {
      throw invalidParameter(
        constraint(queryString, 'queryString', `have length less than or equal to ${MAX_QUERY_LENGTH}`),
      );
    }
    checkLanguage(input, queryString);
    const window = readWindow(input);
    const limits = { min: 1, max: MAX_ROWS, fallback: DEFAULT_ROWS, code: 'InvalidParameterException' };
    const limit = integer(input, 'limit', limits);
    const now = context.now();
    const query = compile(queryString, now);
    const groups = groupsOfQuery(input, query.source, context);
    if (groups.every(({ group }) => window.end <= keptSince(group, now))) {
      const why = 'is either before the log groups creation time or exceeds the log groups log retention settings';
      throw malformed(new QueryError(`Query's end date and time ${why}`, 0, 0));
    }
    const store = storeOf(context);
    const started = store.start({
      place: placeOf(context),
      startedAt: now,
      queryString,
      userIdentity: callerArn(context),
      groups: groups.map(({ group }) => group.name),
      run: () => execute(query, groups, window, { now, limit }),
    });
    if (started) return { queryId: started.queryId };
    throw new AwsError(
      'LimitExceededException',
      `Account maximum query concurrency limit of [${store.concurrent}] reached.`,
    );
  },

  GetQueryResults(input, context) {
    const store = storeOf(context);
    const query = findQuery(input, context);
    const limits = { min: 1, max: DEFAULT_ROWS, fallback: DEFAULT_ROWS, code: 'InvalidParameterException' };
    const size = integer(input, 'maxItems', limits);
    const question = { queryId: query.queryId };
    const expected = { count: 1, invalid: invalidToken() };
    const token = text(input, 'nextToken');
    const [from = 0] = token === undefined ? [] : readNumbers('GetQueryResults', question, token, expected);
    const { status, share } = store.poll(query, context.now());
    const { result, recordsScanned, bytesScanned } = share === 0 ? NOTHING : store.execution(query);
    // What is said of an unfinished query is the part of the end that its share of polls makes up.
    const part = (whole: number) => Math.floor(whole * share);
    const rows = result.rows.slice(0, part(result.rows.length));
    const to = from + size;
    return {
      queryLanguage: 'CWLI',
      status,
      results: rows.slice(from, to),
      statistics: {
        recordsMatched: part(result.matched),
        recordsScanned: part(recordsScanned),
        estimatedRecordsSkipped: 0,
        bytesScanned: part(bytesScanned),
        estimatedBytesSkipped: 0,
        logGroupsScanned: share === 0 ? 0 : query.groups.length,
        ...(status === 'Complete' && { resultCount: rows.length }),
      },
      nextToken: to < rows.length ? makeToken('GetQueryResults', question, [to]) : undefined,
    };
  },

  StopQuery(input, context) {
    const query = findQuery(input, context);
    if (storeOf(context).stop(query, context.now())) return { success: true };
    throw invalidParameter(`The query with ID ${query.queryId} is not running.`);
  },

  DescribeQueries(input, context) {
    const store = storeOf(context);
    const status = text(input, 'status');
    const group = text(input, 'logGroupName');
    const language = text(input, 'queryLanguage') ?? 'CWLI';
    const { rows, nextToken } = page(store.list(placeOf(context)), {
      matches: (query) =>
        (status === undefined || store.status(query, context.now()) === status) &&
        (group === undefined || query.groups.includes(group)) &&
        language === 'CWLI',
      operation: 'DescribeQueries',
      input,
      size: integer(input, 'maxResults', { min: 1, max: 1000, fallback: 1000, code: 'InvalidParameterException' }),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    const queries = rows.map((query) => ({
      queryLanguage: 'CWLI',
      queryId: query.queryId,
      queryString: query.queryString,
      status: store.status(query, context.now()),
      createTime: query.startedAt,
      logGroupName: query.groups.length === 1 ? query.groups[0] : undefined,
      bytesScanned: store.status(query, context.now()) === 'Complete' ? store.execution(query).bytesScanned : undefined,
      userIdentity: query.userIdentity,
    }));
    return { queries, nextToken };
  },
};

const NOTHING: Execution = { result: { rows: [], matched: 0 }, recordsScanned: 0, bytesScanned: 0 };

function execute(query: Query, groups: OwnedGroup[], window: Window, at: { now: number; limit: number }): Execution {
  let recordsScanned = 0;
  let bytesScanned = 0;
  const events = readNewestFirst(groups, window, at.now, (bytes) => {
    recordsScanned += 1;
    bytesScanned += bytes;
  });
  const result = evaluateQuery(query, events, at.limit);
  return { result, recordsScanned, bytesScanned };
}

function compile(queryString: string, now: number): Query {
  try {
    return parseQuery(queryString, now);
  } catch (error) {
    throw error instanceof QueryError ? malformed(error) : error;
  }
}

function malformed({ message, start, end }: QueryError): AwsError {
  const location = { startCharOffset: start, endCharOffset: end };
  return new AwsError('MalformedQueryException', message, 400, { queryCompileError: { location, message } });
}

function checkLanguage(input: Record<string, unknown>, queryString: string): void {
  const language = text(input, 'queryLanguage') ?? 'CWLI';
  if (!LANGUAGES.includes(language)) {
    throw invalidParameter(constraint(language, 'queryLanguage', `satisfy enum value set: [${LANGUAGES.join(', ')}]`));
  }
  if (language === 'CWLI') return;
  throw malformed(new QueryError(`The sandbox evaluates no ${language}, only Logs Insights QL`, 0, queryString.length));
}

/** Seconds, both ends included, as milliseconds, the end excluded. */
function readWindow(input: Record<string, unknown>): Window {
  const [start, end] = ['startTime', 'endTime'].map((member) => {
    if (input[member] === undefined) throw invalidParameter(constraint('null', member, 'not be null'));
    return integer(input, member, {
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      fallback: 0,
      code: 'InvalidParameterException',
    });
  });
  if ((end ?? 0) < (start ?? 0)) throw invalidParameter('endTime must not be before startTime.');
  return { start: (start ?? 0) * 1000, end: ((end ?? 0) + 1) * 1000 };
}

function placeOf({ account, region }: OperationContext): string {
  return `${account}/${region}`;
}

function storeOf({ queries }: OperationContext): QueryStore {
  if (queries) return queries;
  throw new AwsError('ServiceUnavailableException', 'This sandbox runs no queries', 503);
}

function findQuery(input: Record<string, unknown>, context: OperationContext): StartedQuery {
  const queryId = text(input, 'queryId');
  if (queryId === undefined) throw invalidParameter(constraint('null', 'queryId', 'not be null'));
  const found = storeOf(context).find(placeOf(context), queryId);
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', `Query ${queryId} does not exist.`);
}
