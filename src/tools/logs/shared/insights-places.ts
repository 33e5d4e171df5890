import { runInsights } from '../../../aws/insights-run.ts';
import {
  awaitQuery,
  isRunning,
  queryText,
  type QueryAnswer,
  type QueryQuestion,
} from '../../../aws/insights-queries.ts';
import { ToolError } from '../../../errors.ts';
import { formatBytes, plural } from '../../../format/number.ts';
import type { ToolContext } from '../../define.ts';
import { asideMs, queriesEnd, readWithin } from '../../patience.ts';
import {
  askedReaches,
  contextAt,
  onePlaceEach,
  placesOf,
  readPlaces,
  type Place,
  type PlaceRead,
} from '../../places.ts';
import type { KnownQuery } from './insights-access.ts';
import { explainQueryError } from './insights-errors.ts';
import { planQuery, type AskedQuery, type QueryPlan } from './insights-plan.ts';
import { regionOfGroups } from './resolve-groups.ts';
import type { Window } from '../../../model.ts';

/** Places that one call asks: each is a query of its own, and an id must name them all. */
const MAX_PLACES = 20;

/** A query that AWS answers, or answers in part so far. */
export interface PlaceAnswer extends QueryAnswer {
  readonly queryId: string;
  /** What was sent; undefined where nobody knows any more. */
  readonly sent?: Pick<QueryQuestion, 'query' | 'limit'> | undefined;
}

/** The places that a question is about: one region of each account, or with region "all" every one. */
export function queryPlaces(
  asked: { groups?: readonly string[] | undefined; region?: string | undefined; account?: string | undefined },
  context: ToolContext,
): Place[] {
  const reaches = askedReaches(asked, context, { toolset: 'logs', omitted: 'first' });
  const all =
    asked.region === 'all'
      ? placesOf(reaches, asked)
      : reaches.length > 1
        ? onePlaceEach(reaches, asked)
        : reaches.map((reach) => ({
            reach,
            region: regionOfGroups(asked.groups ?? [], asked, { ...context, ...reach }),
            account: undefined,
          }));
  const places = all.filter(({ reach, region }) => reach.access.region(region));
  if (places.length <= MAX_PLACES) return places;
  throw new ToolError(
    'invalid_input',
    `That is ${places.length} regions of accounts; at most ${MAX_PLACES} are queried at once. Name a region or an account.`,
  );
}

export function planEach(
  places: readonly Place[],
  asked: AskedQuery,
  window: Window,
  context: ToolContext,
): Promise<PlaceRead<QueryPlan>[]> {
  return readPlaces(places, context, (place, at) => planQuery(asked, window, place.region, at));
}

/** Starts a query in each place and waits for all of them. */
export function runEach(
  plans: readonly { place: Place; value: QueryPlan }[],
  asked: AskedQuery,
  context: ToolContext,
): Promise<PlaceRead<PlaceAnswer>[]> {
  const tell = teller(plans.length, context);
  const until = queriesEnd(context);
  return each(
    plans,
    ({ place }) => place,
    async ({ place, value: plan }, i) => {
      const at = contextAt(context, place);
      try {
        const answer = await runInsights(at.aws, place.region, plan.question, {
          signal: context.signal,
          until,
          estimatedBytes: plan.estimatedBytes,
          onProgress: (so) => tell(i, so),
        });
        return { ...answer, sent: plan.question };
      } catch (error) {
        throw explainQueryError(error, asked.query, plan.offset, place);
      }
    },
  );
}

/** Waits for queries that were started earlier. */
export function followEach(
  queries: readonly KnownQuery[],
  rows: number,
  context: ToolContext,
): Promise<PlaceRead<PlaceAnswer>[]> {
  const tell = teller(queries.length, context);
  const until = queriesEnd(context);
  return each(
    queries,
    ({ place }) => place,
    async ({ place, queryId, limit }, i) => {
      const at = contextAt(context, place);
      const options = { signal: context.signal, until, rows, onProgress: (so: QueryAnswer) => tell(i, so) };
      const answer = await awaitQuery(at.aws, place.region, queryId, options);
      const text = answer.rows.length > 0 ? await textOf(place, queryId, at) : undefined;
      const isKnown = text !== undefined || limit !== undefined;
      return { ...answer, queryId, ...(isKnown && { sent: { query: text ?? '', limit } }) };
    },
  );
}

/** The text of a query; undefined where AWS does not tell it soon: rows are worth more. */
async function textOf({ region }: Place, queryId: string, at: ToolContext): Promise<string | undefined> {
  try {
    return await readWithin(asideMs(at), at, (signal) => queryText(at.aws, region, queryId, { signal }));
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** All at once, each failing alone. @throws what is no ToolError, the signal's reason where the caller left */
async function each<T, R>(
  asked: readonly T[],
  placeOf: (one: T) => Place,
  work: (one: T, index: number) => Promise<R>,
): Promise<PlaceRead<R>[]> {
  const settled = await Promise.allSettled(asked.map(work));
  return settled.map((one, i) => {
    const place = placeOf(asked[i] as T);
    if (one.status === 'fulfilled') return { place, value: one.value };
    if (one.reason instanceof ToolError) return { place, error: one.reason };
    throw one.reason;
  });
}

/** Tells how far all of them are together. */
function teller(count: number, { progress }: ToolContext): (index: number, answer: QueryAnswer) => void {
  const known: QueryAnswer[] = [];
  return (index, answer) => {
    known[index] = answer;
    const so = known.filter((one) => one !== undefined);
    const matched = so.reduce((sum, { statistics }) => sum + statistics.recordsMatched, 0);
    const scanned = so.reduce((sum, { statistics }) => sum + statistics.bytesScanned, 0);
    const done = so.filter((one) => !isRunning(one)).length;
    const of = count === 1 ? '' : `, ${done} of ${count} queries done`;
    progress(`${plural(matched, 'record')} matched, ${formatBytes(scanned)} scanned${of}`);
  };
}
