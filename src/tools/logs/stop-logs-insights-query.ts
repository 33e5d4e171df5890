import * as z from 'zod';
import { isRunning, readQuery, stopQuery } from '../../aws/insights-queries.ts';
import { ToolError } from '../../errors.ts';
import { formatBytes } from '../../format/number.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { pageFields } from '../params.ts';
import { contextAt, failuresOf, readPlaces, valuesOf } from '../places.ts';
import { queriesOf } from './shared/insights-access.ts';
import { queryIdParam } from './shared/params.ts';

const input = z.strictObject({ id: queryIdParam });

const output = z.object({
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  items: z.array(z.object({ region: z.string(), queryId: z.string(), stopped: z.boolean(), scannedBytes: z.number() })),
  ...pageFields,
});
type Output = z.output<typeof output>;

export const stopLogsInsightsQuery = defineTool({
  name: 'stop_logs_insights_query',
  title: 'Stop a Logs Insights query',
  description:
    'Ends a query that run_logs_insights_query left running, so that it scans and costs no more. What it found so far can still be read.',
  toolset: 'logs',
  actions: ['logs:StopQuery', 'logs:GetQueryResults', 'logs:DescribeQueries'],
  input,
  output,
  run,
  render,
});

async function run({ id }: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const queries = await queriesOf(id, context);
  const ids = new Map(queries.map(({ place, queryId }) => [place, queryId]));
  const reads = await readPlaces([...ids.keys()], context, async (place, at) => {
    const queryId = ids.get(place) ?? '';
    const stopped = await stop(queryId, place.region, at);
    const { statistics } = await readQuery(contextAt(at, place).aws, place.region, queryId, {
      signal: at.signal,
      rows: 1,
    });
    return { queryId, stopped, scannedBytes: statistics.bytesScanned };
  });
  return {
    failures: failuresOf(reads),
    items: valuesOf(reads).map(({ place, value }) => ({ region: place.region, ...value })),
  };
}

/** False where it had ended before, which AWS calls a wrong parameter. */
async function stop(queryId: string, region: string, { aws, signal }: ToolContext): Promise<boolean> {
  try {
    return await stopQuery(aws, region, queryId);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'invalid_input') throw error;
    if (isRunning(await readQuery(aws, region, queryId, { signal, rows: 1 }))) throw error;
    return false;
  }
}

function render({ items, failures }: Output): string {
  return [
    ...items.map(({ region, queryId, stopped, scannedBytes }) =>
      stopped
        ? `Stopped the query ${queryId} in ${region}, which had scanned ${formatBytes(scannedBytes)}.`
        : `The query ${queryId} in ${region} had ended before, having scanned ${formatBytes(scannedBytes)}.`,
    ),
    ...failures.map(({ source, error }) => `Not stopped: ${source}: ${error}`),
  ].join('\n');
}
