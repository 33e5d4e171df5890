import { evaluateQueries, QueryError } from '../evaluate/metric-queries.ts';
import type { Evaluation, MetricDataQuery } from '../evaluate/metric-queries.ts';
import type { TimeSeries } from '../evaluate/metric-series.ts';
import { makeToken, readNumbers } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { invalidNextToken, validation } from './cloudwatch-input.ts';
import { metricDataRequest, roundedStart } from './metric-data-input.ts';
import type { MetricDataRequest } from './metric-data-input.ts';
import { labelOf } from './metric-label.ts';

interface Row {
  readonly id: string;
  readonly label: string;
  readonly series: TimeSeries;
}

export const getMetricData: Operation = (input, context) => {
  const given = input.NextToken ?? undefined;
  const [offset = 0, asOf = context.now()] =
    given === undefined ? [] : readNumbers('GetMetricData', input, given, { count: 2, invalid: invalidNextToken() });
  const request = metricDataRequest(input, asOf);
  const rows = evaluate(request, context, asOf);
  // Every series gets an equal share of a page.
  const share = Math.max(1, Math.floor(request.maxDatapoints / Math.max(1, rows.length)));
  const more = rows.some(({ series }) => series.times.length > offset + share);
  return {
    MetricDataResults: [
      ...rows.map((row) => pageOf(row, offset, share, request.ascending)),
      ...request.queries.filter((query) => isForeign(query, context)).map(forbidden),
    ],
    Messages: [],
    NextToken: more ? makeToken('GetMetricData', input, [offset + share, asOf]) : undefined,
  };
};

export const metricDataOperations: Record<string, Operation> = { GetMetricData: getMetricData };

function evaluate(request: MetricDataRequest, context: OperationContext, now: number): Row[] {
  const { queries, start, end } = request;
  const gridOf = (seconds: number) => ({
    start: roundedStart(start, seconds, now),
    end: Math.min(end, now),
    period: seconds * 1000,
  });
  let evaluation: Evaluation | undefined;
  return queries
    .filter((query) => query.ReturnData !== false && !isForeign(query, context))
    .flatMap((query) => {
      try {
        evaluation ??= evaluateQueries(queries, { world: context.world, linked: context.linked, now, gridOf });
        const period = evaluation.period(query.Id);
        return evaluation.series(query.Id).map((series) => ({
          id: query.Id,
          label: labelOf(query, series, period, context),
          series,
        }));
      } catch (error) {
        throw error instanceof QueryError ? validation(error.message) : error;
      }
    });
}

function pageOf(
  { id, label, series }: Row,
  offset: number,
  share: number,
  ascending: boolean,
): Record<string, unknown> {
  const { times, values } = series;
  const from = ascending ? offset : Math.max(0, times.length - offset - share);
  const to = ascending ? offset + share : Math.max(0, times.length - offset);
  const inOrder = (list: readonly number[]) => (ascending ? list.slice(from, to) : list.slice(from, to).toReversed());
  return {
    Id: id,
    Label: label,
    Timestamps: inOrder(times).map((time) => time / 1000),
    Values: inOrder(values),
    StatusCode: times.length > offset + share ? 'PartialData' : 'Complete',
  };
}

/** Neither the account's own nor a linked one's. */
function isForeign({ AccountId }: MetricDataQuery, { account, linked = [] }: OperationContext): boolean {
  return AccountId !== undefined && ![account, ...linked.map((world) => world.account)].includes(AccountId);
}

function forbidden({ Id, Label, AccountId }: MetricDataQuery): Record<string, unknown> {
  return {
    Id,
    Label: Label ?? Id,
    Timestamps: [],
    Values: [],
    StatusCode: 'Forbidden',
    Messages: [{ Code: 'Forbidden', Value: `Not allowed to read the data of account ${AccountId}` }],
  };
}
