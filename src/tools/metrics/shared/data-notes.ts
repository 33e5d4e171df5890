import type { MetricData, ResultStatus } from '../../../aws/metric-data.ts';
import { isMultiple, isSql, type MetricQuery } from '../../../aws/metric-query.ts';
import { formatMetric } from '../../../format/metric-name.ts';
import { formatCount, formatNumber, plural } from '../../../format/number.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { explainNoData } from './explain-no-data.ts';

/** The most series that one SEARCH or SQL query returns (CloudWatch User Guide, search expressions and Metrics Insights quotas). */
const MAX_SERIES_PER_QUERY = 500;
/** Empty metric queries that are looked up in ListMetrics; the others are only named. */
const EXPLAINED = 3;
/** From so many metrics on the answer says what they cost. */
const COST_NOTED_FROM = 100;
/** US dollars per metric requested by GetMetricData (CloudWatch pricing). */
const DOLLARS_PER_METRIC = 0.01 / 1_000;

/** What an answer of get_metric_data must say beside its rows: what CloudWatch reports, what is empty and why, the cost. */
export async function dataNotes(
  context: ToolContext,
  region: string,
  asked: { data: MetricData; queries: readonly MetricQuery[]; window: Window; periodSeconds: number; reads: number },
): Promise<string[]> {
  const { data, queries } = asked;
  const notes = data.messages.map((message) => `CloudWatch: ${message}.`);
  if (!data.complete) {
    notes.push(
      data.overBudget === undefined
        ? 'The deadline was near, so reading stopped early: later datapoints are missing. Ask for a shorter window or fewer queries.'
        : `Reading stopped early: later datapoints are missing. ${data.overBudget}`,
    );
  }
  notes.push(...statusNotes(data));
  const returned = new Map(data.results.map((result) => [result.id, result]));
  const full = queries.filter(
    (query) => isMultiple(query) && data.results.filter(({ id }) => id === query.id).length >= MAX_SERIES_PER_QUERY,
  );
  if (full.length > 0) {
    notes.push(
      `${full.map(({ id }) => id).join(', ')}: ${MAX_SERIES_PER_QUERY} series are the most that CloudWatch returns for one expression; there may be more. Narrow it by dimension values.`,
    );
  }
  const expressions = queries.filter(
    ({ id, hidden, expression }) => expression !== undefined && hidden !== true && !returned.has(id),
  );
  if (expressions.length > 0) {
    notes.push(
      `${expressions.map(({ id }) => id).join(', ')}: no series. The expression matches nothing in this window: check names with list_metrics.`,
    );
  }
  const silent = queries.filter(({ id, metric, hidden }) => {
    const result = returned.get(id);
    return (
      metric !== undefined &&
      hidden !== true &&
      (result === undefined || (result.status === 'Complete' && result.points.length === 0))
    );
  });
  const explained = await Promise.all(silent.slice(0, EXPLAINED).map((query) => explain(query)));
  notes.push(...explained);
  if (silent.length > EXPLAINED) {
    notes.push(
      `No datapoints either: ${silent
        .slice(EXPLAINED)
        .map(({ id }) => id)
        .join(', ')}.`,
    );
  }
  return [...notes, ...costNote(asked)];

  async function explain({ id, metric, unit, accountId }: MetricQuery): Promise<string> {
    if (metric === undefined) return '';
    const sentences = await explainNoData(context, region, {
      ...metric,
      unit,
      accountId,
      periodSeconds: asked.periodSeconds,
      window: asked.window,
    });
    return `${id}, ${formatMetric(metric)}: ${sentences.join(' ')}`;
  }
}

/** What to do about results that are not complete. */
function statusNotes(data: MetricData): string[] {
  const ids = (status: ResultStatus) => [
    ...new Set(data.results.filter((result) => result.status === status).map(({ id }) => id)),
  ];
  const say = (status: ResultStatus, advice: string) => {
    const named = ids(status);
    return named.length === 0 ? [] : [`${named.join(', ')}: ${status}. ${advice}`];
  };
  return [
    ...say(
      'Forbidden',
      'CloudWatch does not let this role read the metric: of another account, it must share its metrics with this one.',
    ),
    ...say('InternalError', 'CloudWatch failed on this; ask again for it alone.'),
    ...say('PartialData', 'Datapoints are missing; ask for a shorter window.'),
  ];
}

function costNote({
  data,
  queries,
  reads,
}: {
  data: MetricData;
  queries: readonly MetricQuery[];
  reads: number;
}): string[] {
  const metrics = data.results.length * reads;
  if (metrics < COST_NOTED_FROM) return [];
  const sql = queries.some(({ expression }) => isSql(expression)) ? ', beside what SQL analyses' : '';
  return [
    `${plural(metrics, 'metric')} requested: about $${formatNumber(metrics * DOLLARS_PER_METRIC)} at $0.01 per ${formatCount(1_000)}${sql}.`,
  ];
}
