import * as z from 'zod';
import { fillParameters } from '../../analysis/query-parameters.ts';
import { readSavedQueries, type SavedQuery } from '../../aws/saved-queries.ts';
import { formatSecond } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { onlyAllowed } from '../limited.ts';
import { listFields, listParams, pageOf, readLists } from '../lists.ts';
import type { Position } from '../paging.ts';
import { accountArgument, namesRegion, ofSeveral } from '../params.ts';
import { callerAccountId } from '../patience.ts';
import type { Place } from '../places.ts';
import { mayReadQuery } from '../readable-logs.ts';
import { renderSavedQueries } from './shared/render-saved-queries.ts';

const LANGUAGES = ['cwli', 'ppl', 'sql'] as const;

const input = z.strictObject({
  name_prefix: z.string().min(1).max(255).optional(),
  contains: z.string().min(1).max(255).optional().describe('In name, query or log groups, any case'),
  language: z.enum(LANGUAGES).optional(),
  ...listParams(50, 1_000),
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
  ...listFields,
  accountArgument: z.string().optional(),
  namesRegion: z.boolean().optional(),
  limited: z.string().optional(),
  items: z.array(row),
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
  const { reaches, read, about } = await readLists(asked, context, 'logs', async (place, at, goOn) => {
    const [{ queries, complete }, own] = await Promise.all([
      readSavedQueries(at.aws, place.region, asked.name_prefix, { signal: at.signal, goOn }),
      callerAccountId(at),
    ]);
    const visible = queries.filter((saved) => mayReadQuery(saved, { own }, at));
    return { complete, rows: visible.map((saved) => toRow(saved, place)) };
  });
  const rows = read.flatMap(({ value }) => value.rows).filter((saved) => isAsked(saved, asked));
  return {
    ...about,
    accountArgument: accountArgument(context),
    ...(namesRegion(context) && { namesRegion: true }),
    limited: onlyAllowed('queries on log groups that you may read are shown', reaches, 'logGroup'),
    ...pageOf(rows, position, asked.limit, context),
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
