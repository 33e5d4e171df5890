import * as z from 'zod';
import { parseStatistic } from '../../../analysis/statistic.ts';
import type { MetricQuery } from '../../../aws/metric-query.ts';
import { namespacesRead } from '../../../aws/metric-reads.ts';
import { parseUnit } from '../../../aws/metric-unit.ts';
import type { Catalog } from '../../../catalog/catalog.ts';
import { ToolError } from '../../../errors.ts';
import {
  linkedAccountParam,
  dimensionsParam,
  labelParam,
  nameParam,
  parseDimensions,
  statisticParam,
  unitParam,
} from './dimensions.ts';

/** Queries that one call of GetMetricData takes (CloudWatch quotas). */
const MAX_QUERIES = 500;
const ID = /^[a-z]\w{0,254}$/;

const querySchema = z.strictObject({
  id: nameParam.optional().describe('Name for use in expressions'),
  namespace: nameParam.optional(),
  metric_name: nameParam.optional(),
  dimensions: dimensionsParam,
  statistic: statisticParam.optional(),
  expression: z.string().min(1).max(2_048).optional().describe('Metric math, SEARCH or SQL, instead of a metric'),
  label: labelParam.optional(),
  unit: unitParam.optional(),
  account_id: linkedAccountParam,
  hidden: z.boolean().optional().describe('Only for use in expressions'),
});
type QueryInput = z.output<typeof querySchema>;

export const queriesParam = z.array(querySchema).min(1).max(MAX_QUERIES);

/**
 * The queries as asked, each with an id (`q1`, `q2` … where none is given) and a statistic (the catalogue's where none is).
 * @throws ToolError invalid_input naming the query that is neither a metric nor an expression, or whose id is wrong
 */
export function toQueries(inputs: readonly QueryInput[], catalog: Catalog): MetricQuery[] {
  const ids = new Set<string>();
  return inputs.map((input, i) => {
    const where = `queries[${i}]`;
    const id = input.id ?? freeId(i, inputs);
    if (!ID.test(id)) {
      throw new ToolError(
        'invalid_input',
        `${where}.id is ${JSON.stringify(id)}: it must begin with a lowercase letter and have only letters, digits and underscores.`,
      );
    }
    if (ids.has(id))
      throw new ToolError(
        'invalid_input',
        `${where}.id is ${JSON.stringify(id)}, which another query has: ids must differ.`,
      );
    ids.add(id);
    const shared = { id, label: input.label, accountId: input.account_id, hidden: input.hidden };
    if (input.expression !== undefined) {
      const extra = (['namespace', 'metric_name', 'dimensions', 'statistic', 'unit'] as const).find(
        (name) => input[name] !== undefined,
      );
      if (extra !== undefined) {
        throw new ToolError(
          'invalid_input',
          `${where} has both expression and ${extra}: a query is either a metric or an expression. Put the metric into a query of its own with hidden=true and use its id in the expression.`,
        );
      }
      return { ...shared, expression: input.expression };
    }
    if (input.namespace === undefined || input.metric_name === undefined) {
      throw new ToolError('invalid_input', `${where} needs namespace and metric_name, or expression.`);
    }
    return {
      ...shared,
      metric: {
        namespace: input.namespace,
        metricName: input.metric_name,
        dimensions: parseDimensions(input.dimensions ?? []),
      },
      statistic: parseStatistic(
        input.statistic ?? catalog.find(input.namespace, input.metric_name)?.statistic ?? 'Average',
      ),
      unit: input.unit === undefined ? undefined : parseUnit(input.unit),
    };
  });
}

/** The namespaces that queries read; an empty text stands for any. */
export function namespacesOf(queries: readonly MetricQuery[]): string[] {
  return queries.flatMap(({ metric, expression = '' }) =>
    metric === undefined ? namespacesRead(expression) : [metric.namespace],
  );
}

function freeId(index: number, inputs: readonly QueryInput[]): string {
  const taken = new Set(inputs.map(({ id }) => id));
  let id = `q${index + 1}`;
  while (taken.has(id)) id = `${id}_`;
  return id;
}
