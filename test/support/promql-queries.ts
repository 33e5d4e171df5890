import fc from 'fast-check';

/** Names of a small world of two teams: test/security/promql-labels.test.ts. */
export const METRICS = ['http_requests_total', 'queue_depth', 'secret_total', 'up', 'sum', 'by', 'start'] as const;

const metric = fc.constantFrom(...METRICS);
const text = fc.constantFrom(
  '"team-b"',
  "'team-a'",
  '`team-b`',
  '".*"',
  '"a}{b"',
  '"#"',
  '"\\""',
  '"x or secret_total"',
);
const matcher = fc
  .tuple(
    fc.constantFrom('namespace', 'job', '"namespace"', 'by', '__tenant__'),
    fc.constantFrom('=', '!=', '=~', '!~'),
    text,
  )
  .map((parts) => parts.join(''));
const space = fc.constantFrom('', ' ', '\n', ' # comment { "\n', '\t', ' #\r\n');

/** `http_requests_total{namespace="team-b",}`, `{__name__=~".+"}`, `up` */
const selector = fc
  .tuple(
    fc.oneof(
      metric,
      metric.map((name) => `{__name__="${name}"}`),
      fc.constant('{__name__=~".+"}'),
    ),
    fc.array(matcher, { maxLength: 3 }),
    fc.boolean(),
    space,
  )
  .map(([name, matchers, comma, gap]) => {
    if (matchers.length === 0) return name;
    const list = matchers.join(',') + (comma ? ',' : '');
    return name.startsWith('{') ? `${name.slice(0, -1)},${list}}` : `${name}${gap}{${gap}${list}}`;
  });

const modified = fc
  .tuple(selector, fc.constantFrom('', ' offset 5m', ' @ end()', ' @ start() offset -1m'))
  .map((parts) => parts.join(''));
const range = fc
  .tuple(selector, fc.constantFrom('[5m]', '[1h:5m]', '[30m] offset 10m', '[10m:]'))
  .map((parts) => parts.join(''));

/** PromQL of many forms, all of it valid to the grammar. */
export const promql: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    modified,
    fc
      .tuple(fc.constantFrom('rate', 'increase', 'max_over_time', 'absent_over_time'), range)
      .map(([f, r]) => `${f}(${r})`),
    fc
      .tuple(
        fc.constantFrom('sum', 'max', 'count', 'group'),
        fc.constantFrom('', ' by (namespace) ', ' without (job) '),
        tie('query'),
      )
      .map(([op, by, q]) => `${op}${by}(${q})`),
    fc
      .tuple(
        tie('query'),
        fc.constantFrom('or', 'unless on(job)', '+ ignoring(namespace)', '> bool'),
        tie('query'),
        space,
      )
      .map(([a, op, b, gap]) => `(${a}) ${op} ${gap}(${b})`),
    tie('query').map((q) => `label_replace(${q}, "namespace", "team-b", "job", ".*")`),
    tie('query').map((q) => `topk(3, ${q})`),
    tie('query').map((q) => `max_over_time((${q})[20m:5m])`),
    tie('query').map((q) => `absent(${q})`),
    tie('query').map((q) => `-(${q})`),
  ),
})).query;
