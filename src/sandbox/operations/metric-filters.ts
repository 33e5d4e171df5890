import { page, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { LogGroup } from '../world/types.ts';
import { findGroup, invalidParameter, invalidToken, pageSize } from './log-groups.ts';

/** What the metric filters of a group count, in the order in which it has them. */
const COUNTED = ['ERROR', 'WARN', 'timeout', 'retry'];

export const metricFilterOperations: Record<string, Operation> = {
  DescribeMetricFilters(input, context) {
    const metricName = text(input, 'metricName');
    const metricNamespace = text(input, 'metricNamespace');
    if ((metricName === undefined) !== (metricNamespace === undefined)) {
      throw invalidParameter('metricName and metricNamespace must be specified together.');
    }
    const groups = input.logGroupName === undefined ? context.world.logGroups : [findGroup(input, context)];
    // Without a group the prefix has no effect, as in AWS.
    const prefix = input.logGroupName === undefined ? '' : (text(input, 'filterNamePrefix') ?? '');
    const { rows, nextToken } = page(Iterator.from(groups).flatMap(filtersOf).toArray(), {
      matches: ({ filterName, metricTransformations: [metric] }) => {
        const named = metricName === undefined || metric.metricName === metricName;
        return named && filterName.startsWith(prefix) && (metricNamespace ?? NAMESPACE) === NAMESPACE;
      },
      operation: 'DescribeMetricFilters',
      input,
      size: pageSize(input, 50),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    return { metricFilters: rows, nextToken };
  },
};

const NAMESPACE = 'Logs/Counted';

function filtersOf({ name, creationTime, metricFilterCount }: LogGroup) {
  return COUNTED.slice(0, metricFilterCount).map((term) => {
    const metric = { metricName: `${name.split('/').at(-1)}-${term.toLowerCase()}`, metricNamespace: NAMESPACE };
    return {
      filterName: `count-${term.toLowerCase()}`,
      filterPattern: term,
      metricTransformations: [{ ...metric, metricValue: '1', defaultValue: 0 }] as const,
      creationTime,
      logGroupName: name,
      applyOnTransformedLogs: false,
    };
  });
}
