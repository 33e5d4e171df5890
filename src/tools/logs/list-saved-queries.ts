import * as z from 'zod';
import { fillParameters } from '../../analysis/query-parameters.ts';
import { readSavedQueries, type SavedQuery } from '../../aws/saved-queries.ts';
import { formatSecond } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { onlyAllowed } from '../limited.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import {
  accountOrAllParam,
  accountArgument,
  cursorParam,
  limitParam,
  namesRegion,
  ofSeveral,
  pageFields,
  regionOrAllParam,
} from '../params.ts';
import { callerAccount, callerAccountId } from '../patience.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  placesOf,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
} from '../places.ts';
import { mayReadQuery } from '../readable-logs.ts';
import { renderSavedQueries } from './shared/render-saved-queries.ts';

const LANGUAGES = ['cwli', 'ppl', 'sql'] as const;

const input = z.strictObject({
  name_prefix: z.string().min(1).max(255).optional(),
  contains: z.string().min(1).max(255).optional().describe('In name, query or log groups, any case'),
  language: z.enum(LANGUAGES).optional(),
  region: regionOrAllParam,
  account: accountOrAllParam,
  limit: limitParam(50, 1_000),
  cursor: cursorParam,
});

const row = z.object({
  account: ofSeveral(z.string()),
  region: z.string(),
  name: z.string(),
  language: z.enum(LANGUAGES),
  groups: z.array(z.string()),
  query: z.string(),
  /** The query with its parameters' usual values, where it has parameters. */
  filled: z.string().optional(),
  parameters: z
    .array(z.object({ name: z.string(), value: z.string().optional(), description: z.string().optional() }))
    .optional(),
  missing: z.array(z.string()).optional(),
  modified: z.string().optional(),
  id: z.string(),
});

const output = z.object({
  regions: z.array(z.string()),
  partition: z.string(),
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  accountArgument: z.string().optional(),
  namesRegion: z.boolean().optional(),
  found: z.int(),
  complete: z.boolean(),
  limited: z.string().optional(),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  items: z.array(row),
  ...pageFields,
});

type Input = z.output<typeof input>;
type Row = z.output<typeof row>;
export type SavedQueriesOutput = z.output<typeof output>;

export const listSavedQueries = defineTool({
  name: 'list_saved_queries',
  title: 'List saved queries',
  description:
    'Logs Insights queries that people here have saved, each as a run_logs_insights_query call to run: text, log groups, language, parameters with their usual values filled in. See how a team asks its logs before writing a query of your own.',
  toolset: 'logs',
  actions: ['logs:DescribeQueryDefinitions'],
  input,
  output,
  position,
  run,
  render: renderSavedQueries,
});

function position({ account, region, name, id }: Row): Position {
  return [...(account === undefined ? [] : [account]), region, name, id];
}

async function run(asked: Input, context: ToolContext): Promise<SavedQueriesOutput> {
  const reaches = askedReaches(asked, context, { toolset: 'logs', omitted: 'first' });
  const places = placesOf(reaches, asked);
  const regions = regionsOf(places);
  const accounts = accountsOf(places);
  // Half the time: a list that is longer is read no further.
  const half = context.timeLeft() / 2;
  const goOn = () => context.timeLeft() > half;
  const [account, reads] = await Promise.all([
    accounts === undefined ? callerAccount(context) : undefined,
    readPlaces(places, context, async (place, at) => {
      const [{ queries, complete }, own] = await Promise.all([
        readSavedQueries(at.aws, place.region, asked.name_prefix, { signal: at.signal, goOn }),
        callerAccountId(at),
      ]);
      return {
        complete,
        rows: queries.filter((saved) => mayReadQuery(saved, { own }, at)).map((saved) => toRow(saved, place)),
      };
    }),
  ]);
  const failures = failuresOf(reads);
  const read = valuesOf(reads);
  const rows = read
    .flatMap(({ value }) => value.rows)
    .filter((saved) => isAsked(saved, asked))
    .toSorted((a, b) => comparePositions(position(a), position(b)));
  const left = rowsAfter(rows, position, context.page.after);
  return {
    regions,
    partition: context.aws.partition(regions[0] ?? '').name,
    account,
    accounts,
    accountArgument: accountArgument(context),
    ...(namesRegion(context) && { namesRegion: true }),
    found: rows.length,
    complete: read.every(({ value }) => value.complete),
    limited: onlyAllowed('queries on log groups that you may read are shown', reaches, 'logGroup'),
    failures,
    items: left.slice(0, asked.limit),
    more: left.length > asked.limit,
  };
}

function isAsked({ name, query, groups, language }: Row, asked: Input): boolean {
  const part = asked.contains?.toLowerCase() ?? '';
  const isIn = (text: string) => text.toLowerCase().includes(part);
  return (asked.language === undefined || language === asked.language) && [name, query, ...groups].some(isIn);
}

function toRow(saved: SavedQuery, { account, region }: Place): Row {
  const { id, name, query, groups, parameters, modifiedAt } = saved;
  const { query: filled, missing } = fillParameters(query, parameters);
  return {
    ...(account !== undefined && { account }),
    region,
    name,
    language: saved.language === undefined ? 'cwli' : saved.language === 'PPL' ? 'ppl' : 'sql',
    groups: [...groups],
    query,
    ...(filled !== query && { filled }),
    ...(parameters.length > 0 && { parameters: parameters.map((parameter) => ({ ...parameter })) }),
    ...(missing.length > 0 && { missing: [...missing] }),
    modified: modifiedAt === undefined ? undefined : formatSecond(modifiedAt),
    id,
  };
}
