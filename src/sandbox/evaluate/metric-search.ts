/** SEARCH, the subset: a namespace, a schema, exact properties and words, all of which must match. */
import type { Metric } from '../world/types.ts';
import { ExpressionError } from './expression-parser.ts';
import type { MathContext, MathValue } from './metric-math.ts';
import { readSeries } from './metric-series.ts';
import type { TimeSeries } from './metric-series.ts';
import { statisticOf } from './statistics.ts';

/** SEARCH finds 500 time series at most ("Use search expressions in graphs"). */
const MAX_FOUND = 500;
const SCHEMA = /^\s*\{([^}]*)\}/;
const TERM = /(?:"([^"]+)"|([\w.:]+))\s*=\s*(?:"([^"]*)"|([^\s"()]+))|"([^"]*)"|([^\s"]+)/g;

/** `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" orders', 'Sum', 300)`. Throws `ExpressionError`. */
export function searchMetrics(
  asked: { query: MathValue | undefined; statistic: MathValue | undefined; period: MathValue | undefined },
  { world, now, grid }: MathContext,
): readonly TimeSeries[] {
  const { query, statistic, period = grid.period / 1000 } = asked;
  const compute = typeof statistic === 'string' ? statisticOf(statistic) : undefined;
  if (typeof query !== 'string' || typeof statistic !== 'string' || !compute || typeof period !== 'number') {
    throw new ExpressionError('SEARCH takes a search, a statistic and a period');
  }
  const matches = compile(query);
  const own = { ...grid, period: period * 1000 };
  const found = world.metrics.filter(matches).slice(0, MAX_FOUND);
  const names = new Set(found.map(({ metricName }) => metricName));
  return found.map((metric) => {
    const label = [...Object.values(metric.dimensions), ...(names.size > 1 ? [metric.metricName] : [])].join(' ');
    return readSeries([metric], compute, own, { label, now });
  });
}

function compile(query: string): (metric: Metric) => boolean {
  const schema = SCHEMA.exec(query)?.[1]
    ?.split(',')
    .map((part) => part.trim().replace(/^"|"$/g, ''));
  const rest = query.replace(SCHEMA, '');
  if (/\b(OR|NOT)\b|[()]/.test(rest.replaceAll(/"[^"]*"/g, '')))
    throw new ExpressionError('Unsupported SEARCH expression');
  const tests: ((metric: Metric) => boolean)[] = [];
  if (schema) {
    const [namespace, ...dimensions] = schema;
    tests.push(
      (metric) =>
        metric.namespace === namespace &&
        (dimensions.length === 0 || Object.keys(metric.dimensions).length === dimensions.length) &&
        dimensions.every((name) => name in metric.dimensions),
    );
  }
  for (const [, quotedName, name, quotedValue, value, quotedWord, word] of rest.matchAll(TERM)) {
    const property = quotedName ?? name;
    if (property !== undefined) tests.push((metric) => matchesProperty(metric, property, quotedValue, value));
    else if (quotedWord !== undefined) tests.push((metric) => texts(metric).includes(quotedWord));
    else if (word !== undefined && word !== 'AND')
      tests.push((metric) => texts(metric).some((text) => hasWord(text, word)));
  }
  return (metric) => tests.every((test) => test(metric));
}

function matchesProperty(metric: Metric, property: string, exact: string | undefined, word = ''): boolean {
  const own: Record<string, string> = { Namespace: metric.namespace, MetricName: metric.metricName };
  const value = own[property] ?? metric.dimensions[property];
  if (value === undefined) return false;
  return exact === undefined ? hasWord(value, word) : value === exact;
}

function texts(metric: Metric): string[] {
  return [metric.namespace, metric.metricName, ...Object.entries(metric.dimensions).flat()];
}

/** Words are compared as SEARCH does: parts between punctuation and at changes of case, without case. */
function hasWord(text: string, word: string): boolean {
  const split = (value: string) =>
    value
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z\d]+/)
      .filter(Boolean);
  const parts = split(text);
  return split(word).every((part) => parts.includes(part)) || text.toLowerCase() === word.toLowerCase();
}
