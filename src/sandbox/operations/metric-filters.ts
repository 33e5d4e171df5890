import { compileFilterPattern, splitFields } from '../evaluate/filter-pattern.ts';
import { constraint, page, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { LogGroup } from '../world/types.ts';
import { findGroup, invalidParameter, invalidToken, pageSize } from './log-groups.ts';

/** Messages that are tested at once. */
const MAX_MESSAGES = 50;
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

  TestMetricFilter(input) {
    const pattern = text(input, 'filterPattern');
    const messages = input.logEventMessages;
    if (pattern === undefined) throw invalidParameter(constraint('null', 'filterPattern', 'not be null'));
    if (!Array.isArray(messages) || messages.length === 0 || messages.length > MAX_MESSAGES) {
      const must = `have length less than or equal to ${MAX_MESSAGES} and greater than or equal to 1`;
      throw invalidParameter(constraint(messages, 'logEventMessages', must));
    }
    const test = compileFilterPattern(pattern);
    const matches = messages
      .map(String)
      .flatMap((eventMessage, i) =>
        test(eventMessage)
          ? [{ eventNumber: i + 1, eventMessage, extractedValues: valuesIn(eventMessage, pattern.trim()) }]
          : [],
      );
    return { matches };
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

/** What a pattern takes from a message that it matches: fields by name, values by selector; not by wildcards. */
function valuesIn(message: string, pattern: string): Record<string, string> {
  if (pattern.startsWith('[')) {
    const names = pattern.slice(1, -1).split(',');
    if (names.some((name) => name.trim() === '...')) return {};
    const fields = splitFields(message, names.length);
    return Object.fromEntries(names.map((name, i) => [`$${/^\s*(\w+)/.exec(name)?.[1] ?? i + 1}`, fields[i] ?? '']));
  }
  if (!pattern.startsWith('{')) return {};
  const event: unknown = JSON.parse(message);
  const selectors = [...pattern.replaceAll(/"[^"]*"/g, '').matchAll(/\$((?:\.[\w-]+|\[\d+\])+)/g)];
  return Object.fromEntries(
    selectors.flatMap(([selector, path = '']) => {
      const keys = path.match(/[\w-]+/g) ?? [];
      const value = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], event);
      return value === undefined ? [] : [[selector, typeof value === 'string' ? value : JSON.stringify(value)]];
    }),
  );
}
