import * as z from 'zod';
import { MAX_ROWS } from '../../aws/insights-queries.ts';
import { paragraphs } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { limitParam } from '../params.ts';
import { accountsText } from '../places.ts';
import { queriesOf } from './shared/insights-access.ts';
import { answerFields, makeAnswer } from './shared/insights-output.ts';
import { followEach } from './shared/insights-places.ts';
import { nextSteps, notes, rowCount, rowsTable, statisticsLine, zone } from './shared/insights-text.ts';
import { messageCharsParam, queryIdParam } from './shared/params.ts';

/** What AWS gives of a query at most. */
const LAST_ROW = 100_000;

const input = z.strictObject({
  id: queryIdParam,
  from: z.int().min(1).max(LAST_ROW).default(1).describe('First row'),
  limit: limitParam(100, MAX_ROWS),
  message_chars: messageCharsParam.optional(),
  pointers: z.boolean().default(false).describe('Show @ptr'),
});

const output = z.object(answerFields);
type Output = z.output<typeof output>;

export const getLogsInsightsResults = defineTool({
  name: 'get_logs_insights_results',
  title: 'Get Logs Insights results',
  description:
    'The rows of a query that run_logs_insights_query started, by its id: waits for one that still runs, and gives further rows of one that is done. Costs nothing; AWS keeps results for some days.',
  toolset: 'logs',
  actions: ['logs:GetQueryResults', 'logs:DescribeQueries'],
  input,
  output,
  run,
  render,
});

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const queries = await queriesOf(asked.id, context);
  const from = asked.from - 1;
  const reads = await followEach(queries, Math.max(MAX_ROWS, from + asked.limit + 1), context);
  const shown = { from, limit: asked.limit, messageChars: asked.message_chars, withPointers: asked.pointers };
  return makeAnswer(reads, shown, context);
}

function render(shown: Output): string {
  const { region, running, failures } = shown;
  const state = running ? ' Still running: these are the rows found so far.' : '';
  const partly = failures.length === 0 ? '' : ' INCOMPLETE: see below.';
  return paragraphs(
    `${rowCount(shown)}, ${region}, ${accountsText(shown)}.${zone(shown)}${state}${partly}`,
    rowsTable(shown),
    [notes(shown), nextSteps(shown)].filter((line) => line !== '').join('\n'),
    statisticsLine(shown),
  );
}
