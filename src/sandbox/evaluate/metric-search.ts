/**
 * SEARCH ("CloudWatch search expression syntax" in the user guide): `{Namespace, Dimension…}`, then words, `"exact texts"` and
 * `Property=` either, joined by AND (or nothing), OR, NOT and parentheses. `:aws.AccountId` is refused: there is one account.
 */
import type { Metric } from '../world/types.ts';
import { ExpressionError } from './expression-parser.ts';
import type { MathContext, MathValue } from './metric-math.ts';
import { dimensionOf, readSeries } from './metric-series.ts';
import type { TimeSeries } from './metric-series.ts';
import { statisticOf } from './statistics.ts';

/** SEARCH takes 1,024 characters and finds 500 time series at most. */
const MAX_CHARS = 1024;
const MAX_FOUND = 500;
const SCHEMA = /^\s*\{([^}]*)\}\s*,?/;
const TOKEN = /"(?:[^"\\]|\\.)*"|[()=]|[^\s"()=]+/g;

type Matcher = (metric: Metric) => boolean;

/** `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" orders', 'Sum', 300)`. Throws `ExpressionError`. */
export function searchMetrics(
  asked: { query: MathValue | undefined; statistic: MathValue | undefined; period: MathValue | undefined },
  { world, now, grid }: MathContext,
): readonly TimeSeries[] {
  const { query, statistic, period = grid.period / 1000 } = asked;
  const compute = typeof statistic === 'string' ? statisticOf(statistic) : undefined;
  if (typeof query !== 'string' || query.length > MAX_CHARS || !compute || typeof period !== 'number' || period < 1)
    throw new ExpressionError(`SEARCH takes a search of at most ${MAX_CHARS} characters, a statistic and a period`);
  const matches = compile(query);
  const own = { ...grid, period: period * 1000 };
  const found = Iterator.from(world.metrics).filter(matches).take(MAX_FOUND).toArray();
  const names = new Set(found.map(({ metricName }) => metricName));
  return found.map((metric) => {
    const label = [...Object.values(metric.dimensions), ...(names.size > 1 ? [metric.metricName] : [])].join(' ');
    return readSeries([metric], compute, own, { label, now });
  });
}

function compile(query: string): Matcher {
  const schema = SCHEMA.exec(query)?.[1];
  const tokens = query.replace(SCHEMA, '').match(TOKEN) ?? [];
  let at = 0;
  const invalid = () => new ExpressionError('Invalid SEARCH expression');
  const accept = (token: string) => tokens[at] === token && Boolean(++at);
  const either = (): Matcher => {
    const tests = [both()];
    while (accept('OR')) tests.push(both());
    return (metric) => tests.some((test) => test(metric));
  };
  const both = (): Matcher => {
    const tests = [single()];
    while (accept('AND') || ![undefined, ')', 'OR'].includes(tokens[at])) tests.push(single());
    return (metric) => tests.every((test) => test(metric));
  };
  const single = (): Matcher => {
    if (accept('NOT')) {
      const inner = single();
      return (metric) => !inner(metric);
    }
    if (accept('(')) {
      const inner = either();
      if (!accept(')')) throw invalid();
      return inner;
    }
    const word = text();
    if (!accept('=')) return anyText(word);
    if (word.startsWith(':')) throw invalid();
    const [property, fits] = [plain(word), matcherOf(text())];
    return (metric) => fits(textOf(metric, property) ?? '');
  };
  const text = () => {
    const token = tokens[at++];
    if (token === undefined || /^([()=]|AND|OR|NOT)$/.test(token)) throw invalid();
    return token;
  };

  if (schema === undefined && tokens.length === 0) throw invalid();
  const inSchema = schema === undefined ? () => true : schemaTest(schema);
  const matches = tokens.length === 0 ? () => true : either();
  if (at < tokens.length) throw invalid();
  return (metric) => inSchema(metric) && matches(metric);
}

/** Metrics of that namespace that have exactly those dimensions, or any where none is named. */
function schemaTest(schema: string): Matcher {
  const [namespace, ...dimensions] = schema.split(',').map((part) => plain(part.trim()));
  return (metric) =>
    metric.namespace === namespace &&
    (dimensions.length === 0 || Object.keys(metric.dimensions).length === dimensions.length) &&
    dimensions.every((name) => dimensionOf(metric, name) !== undefined);
}

function anyText(word: string): Matcher {
  const fits = matcherOf(word);
  return ({ namespace, metricName, dimensions }) =>
    fits(namespace) || fits(metricName) || Object.entries(dimensions).flat().some(fits);
}

function textOf(metric: Metric, property: string): string | undefined {
  if (property === 'Namespace') return metric.namespace;
  return property === 'MetricName' ? metric.metricName : dimensionOf(metric, property);
}

function plain(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
}

/**
 * A quoted text is the whole value; a word is the whole of it but for punctuation and case, or parts of it that follow each
 * other: case tells only where a part is not set off by punctuation, as in `Count1`.
 */
function matcherOf(token: string): (value: string) => boolean {
  const exact = plain(token);
  if (token.startsWith('"')) return (value) => value === exact;
  const bare = (value: string) => value.replaceAll(/[^A-Za-z\d]/g, '').toLowerCase();
  const whole = bare(token);
  const wanted = chunks(token).flatMap((parts) => parts.map((part) => ({ part, cased: parts.length > 1 })));
  return (value) => {
    if (bare(value) === whole) return true;
    const parts = chunks(value).flat();
    return parts.some((_, start) =>
      wanted.every(({ part, cased }, i) => {
        const own = parts[start + i] ?? '';
        return cased ? own === part : own.toLowerCase() === part.toLowerCase();
      }),
    );
  };
}

/** What punctuation separates, each cut where case changes and where digits begin and end. */
function chunks(text: string): string[][] {
  return text.split(/[^A-Za-z\d]+/).map((chunk) => chunk.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []);
}
