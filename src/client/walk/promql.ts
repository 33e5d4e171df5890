import { latestBurst, readAlarms } from '../reading/read-alarms.ts';
import { departureOf, readSeries, type Departure } from '../reading/read-series.ts';
import { readTable } from '../reading/read-table.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import { reading, type Ask } from './ask.ts';

export interface PromqlFindings {
  readonly source: string;
  readonly query: string;
  /** The series with the highest maximum. */
  readonly series: string;
  readonly departure: Departure;
}

/** How much to see before and after what CloudWatch's metric did, milliseconds. */
const MARGIN_MS = 15 * 60_000;

/** The same from PromQL: what the PromQL alarm that fires watches, from a workspace, over the time in question. */
export async function askPrometheus(ask: Ask, texts: { firing: string; metric: string }): Promise<PromqlFindings> {
  const sources = await ask('Where can PromQL be asked?', () => ({
    tool: 'list_prometheus_workspaces',
    args: {},
    read: 'nothing; PromQL has sources of its own, and their names are needed.',
  }));
  const answer = await ask('Does PromQL say the same?', () => {
    const { lastNormal, extremeAt } = departureOf(readSeries(texts.metric));
    const source = workspaceIn(sources);
    const { name, query } = watchedIn(texts.firing);
    const margin = MARGIN_MS / 60_000;
    return {
      tool: 'query_prometheus_range',
      args: {
        query,
        source,
        start: new Date(Date.parse(lastNormal) - MARGIN_MS).toISOString(),
        end: new Date(Date.parse(extremeAt) + MARGIN_MS).toISOString(),
        step: '1m',
        limit: 5,
      },
      read: `the ACTIVE workspace in the list; in step 1 the query of ${name}, without its threshold; start is ${margin} min before and end ${margin} min after the metric of step 3 moved.`,
    };
  });
  return reading('What PromQL says cannot be told', () => {
    const series = readSeries(answer);
    const { query } = watchedIn(texts.firing);
    return { source: workspaceIn(sources), query, series: series.label, departure: departureOf(series) };
  });
}

/** An active AMP workspace, rather than one for trying things out. */
function workspaceIn(text: string): string {
  const rows = readTable(text, ['source', 'status']).filter(
    (row) => row['source']?.startsWith('amp:') && row['status'] === 'ACTIVE',
  );
  const live = rows.filter((row) => !/test|dev|stag|sandbox/i.test(row['alias'] ?? ''));
  const source = (live[0] ?? rows[0])?.['source'];
  if (source !== undefined) return source;
  throw new UnreadableError('the text of list_prometheus_workspaces names no active AMP workspace.');
}

/** The query of the first PromQL alarm that fires, without the comparison that makes an alarm of it. */
function watchedIn(firing: string): { name: string; query: string } {
  for (const { name, condition } of latestBurst(readAlarms(firing))) {
    const query = /^PromQL [`"“](.+)[`"”] returns a series/.exec(condition)?.[1];
    const watched = query?.replace(/\s*(?:[<>]=?|[=!]=)\s*[\d.e+-]+\s*$/, '');
    if (watched !== undefined && !watched.endsWith('…')) return { name, query: watched };
  }
  throw new UnreadableError('the text of describe_alarms names no PromQL alarm that fires, with its whole query.');
}
