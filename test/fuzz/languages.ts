import fc from 'fast-check';
import { nearly, oddText } from './odd-values.ts';

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
type Part = string | fc.Arbitrary<string>;
/** Texts one after the other. */
const joined = (parts: readonly Part[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));

/** Filter patterns of CloudWatch Logs: terms, JSON, space-delimited and regular expressions. */
export const filterPattern: fc.Arbitrary<string> = (() => {
  const term = pick('ERROR', '"error"', '"remaining connection"', '-INFO', '?503', '?timeout', '%[45]0\\d%', '-"x y"');
  const selector = pick('$.level', '$.status', '$.a.b[0].c', '$.*', "$['durationMs']", '$.message');
  const value = pick('"error"', '503', '"*tim?out*"', '1e3', '%50[0-9]%', 'NULL', '-1', '*.5');
  const comparison = joined([selector, pick(' = ', ' != ', '>', ' >= ', '<=', ' IS '), value]);
  const json = fc
    .array(comparison, { minLength: 1, maxLength: 4 })
    .map((parts) => `{ ${parts.map((part) => `(${part})`).join(' && ')} }`);
  const field = pick('ip', 'user', '...', 'status=5*', 'bytes>1000', 'request="*HTTP*"', '(a=1||a=2)');
  const fields = fc.array(field, { maxLength: 6 }).map((parts) => `[${parts.join(', ')}]`);
  const right = fc.oneof(
    fc.array(term, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
    json,
    fields,
  );
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 2, arbitrary: nearly(right) });
})();

const METRIC_SEARCHES = [
  `SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 300)`,
  `SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization"', 'Average')`,
  `SEARCH('{AWS/RDS,DBInstanceIdentifier} Latency NOT Read', 'p99', 60)`,
  `SEARCH('{"Shop/Edge",Pop}', 'Average', 60)`,
];

/** Metric math over the id m1, SEARCH and SQL. */
export const metricExpression: fc.Arbitrary<string> = (() => {
  const { math } = fc.letrec<{ math: string }>((tie) => ({
    math: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      pick<string>('m1', 'm1', '1', '0.5', '60', 'METRICS()', 'METRICS("x")', ...METRIC_SEARCHES),
      joined([tie('math'), pick('+', ' - ', '*', '/', ' > ', '<=', ' == ', ' AND ', ' OR '), tie('math')]),
      joined([pick('SUM', 'AVG', 'MIN', 'RATE', 'DIFF', 'ABS', 'CEIL'), '(', tie('math'), ')']),
      joined(['FILL(', tie('math'), pick(', 0)', ', REPEAT)', ', LINEAR)')]),
      joined(['IF(', tie('math'), ', ', tie('math'), pick(')', ', 0)')]),
      joined(['ANOMALY_DETECTION_BAND(', tie('math'), pick(')', ', 2)')]),
      joined(['(', tie('math'), ')']),
    ),
  }));
  const sql = joined([
    'SELECT ',
    pick('AVG(CPUUtilization)', 'SUM("Errors")', 'MAX(x)', 'COUNT(*)'),
    ' FROM ',
    pick('"AWS/RDS"', 'SCHEMA("AWS/Lambda", FunctionName)', '"AWS/EC2"'),
    pick('', " WHERE FunctionName = 'orders-fulfil'", ' WHERE a != \'x\' AND b = "y"'),
    pick('', ' GROUP BY FunctionName', ' GROUP BY "a", b'),
    pick('', ' ORDER BY MAX() DESC', ' ORDER BY AVG() ASC'),
    pick('', ' LIMIT 5', ' LIMIT 501'),
  ]);
  const right = fc.oneof(math, sql, pick(...METRIC_SEARCHES));
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 2, arbitrary: nearly(right) });
})();

const NAMES = [
  'up',
  'http_requests_total',
  'latency_seconds_bucket',
  'node:cpu:rate5m',
  '"http.requests"',
  'histogram_cpu_seconds',
];

/** Selectors, with a metric name (CloudWatch asks for one) more often than without. */
export const promSelector: fc.Arbitrary<string> = (() => {
  const matcher = joined([
    pick('job', 'code', '"a.b"', '__name__', 'le'),
    pick('=', '!=', '=~', '!~'),
    pick('"api"', '"5.."', '".+"', '"(((("', "'x'", '`x`', '""'),
  ]);
  const matchers = fc
    .array(matcher, { maxLength: 3 })
    .map((parts) => (parts.length === 0 ? '' : `{${parts.join(',')}}`));
  const right = joined([pick(...NAMES, ''), matchers]).filter((selector) => selector !== '');
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 2, arbitrary: nearly(right) });
})();

export const promQuery: fc.Arbitrary<string> = (() => {
  const { query } = fc.letrec<{ query: string }>((tie) => ({
    query: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      promSelector,
      joined([pick('1', '-1', 'NaN', '+Inf', '0x1f', 'time()', 'vector(1)', '"text"', 'absent(up)')]),
      joined([
        pick('rate(', 'increase(', 'irate('),
        promSelector,
        pick('[5m])', '[1h:1m])', '[5m] offset 1d)', '[0s])'),
      ]),
      joined([pick('sum', 'avg by (job)', 'topk without (a)', 'count_values("x",'), '(', tie('query'), ')']),
      joined(['histogram_quantile(0.99, ', tie('query'), ')']),
      joined([tie('query'), pick(' / ', ' * on (job) group_left ', ' > bool ', ' and ', ' @ end() '), tie('query')]),
      joined([pick('sort_desc(', 'sort(', 'sort_by_label('), tie('query'), ')']),
    ),
  }));
  return fc.oneof(
    { weight: 6, arbitrary: query },
    { weight: 2, arbitrary: nearly(query) },
    { weight: 1, arbitrary: oddText },
  );
})();
