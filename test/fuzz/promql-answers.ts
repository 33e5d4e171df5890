import { createHash } from 'node:crypto';
import { sendJson, type Canned } from '../support/canned-prometheus.ts';

const NAMES = [
  'up',
  'http_requests_total',
  'latency_seconds_bucket',
  'latency_seconds_sum',
  'latency_seconds_count',
  'http.requests',
  'Ünicode_bytes',
];
const VALUES = ['0', '1', '-0.25', '1e308', '5e-324', 'NaN', '+Inf', '-Inf', '123456.789', '99.99'];
const HISTOGRAM = {
  count: '100',
  sum: '30',
  buckets: [
    [0, '0.1', '0.2', '50'],
    [0, '0.2', '0.4', '40'],
    [1, '-0.1', '+Inf', '10'],
  ],
};
const ODD_LABELS = ['', 'a|b\n', '漢字', '\u202e', '"q"\\', 'x'.repeat(300), '2026-11-21T09:40:00Z'];

/** Answers of the Prometheus API, a different one for each question and always the same for the same. */
export const promqlAnswers: Canned = ({ url, body }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const form = new URLSearchParams(body);
  const parameter = (name: string) => form.get(name) ?? searchParams.get(name) ?? '';
  const asked = parameter('query') + searchParams.getAll('match[]').join() + form.getAll('match[]').join();
  const seed = createHash('sha256').update(asked).digest();
  const draw = (place: number, limit: number) => (seed[place % seed.length] ?? 0) % limit;
  if (/[\0\ud800-\udfff]|\(\(\(|\[0s\]/.test(asked)) {
    sendJson(response, 400, {
      status: 'error',
      errorType: 'bad_data',
      error: `1:1: parse error: unexpected ${asked.slice(0, 2_000)}`,
    });
    return undefined;
  }
  // Some are never answered: the deadline has to end them.
  if (asked !== '' && draw(10, 60) === 0) return undefined;
  if (draw(9, 40) === 0) {
    sendJson(response, 422, {
      status: 'error',
      errorType: 'execution',
      error: `query processing would load too many samples: ${'x'.repeat(5_000)}`,
    });
    return undefined;
  }
  const series = Array.from({ length: [0, 1, 3, 40, 900][draw(0, 5)] ?? 0 }, (_, i) => labels(i, draw));
  const time = Number(parameter('time')) || 1_795_254_000;
  if (pathname.endsWith('/query')) return instant(draw, series, time);
  if (pathname.endsWith('/query_range')) {
    const [start = 0, end = 0, step = 60] = ['start', 'end', 'step'].map((name) => Number(parameter(name)));
    const steps = Math.min(2_000, Math.max(1, Math.floor((end - start) / (step || 60)) + 1));
    const values = (i: number) =>
      Array.from({ length: steps }, (_, n) => [start + n * step, VALUES[(n * i + draw(n, 7)) % VALUES.length]]);
    return {
      resultType: 'matrix',
      result: series
        .slice(0, 60)
        .map((metric, i) =>
          draw(3, 9) === 0 ? { metric, histograms: [[start, HISTOGRAM]] } : { metric, values: values(i) },
        ),
    };
  }
  if (pathname.endsWith('/series')) return series;
  if (pathname.endsWith('/labels')) return ['__name__', 'job', 'le', 'a.b', ...ODD_LABELS.slice(1, 4)];
  if (pathname.endsWith('/values'))
    return pathname.includes('__name__') ? NAMES : [...ODD_LABELS, ...series.map((_, i) => `value-${i}`)];
  if (pathname.endsWith('/metadata')) {
    return Object.fromEntries(
      NAMES.map((name, i) => [
        name,
        [{ type: ['gauge', 'counter', 'histogram', 'unknown'][i % 4], help: ODD_LABELS[i] ?? '', unit: '' }],
      ]),
    );
  }
  if (pathname.endsWith('/rules')) return { groups: [rules()] };
  response.writeHead(404).end('404 page not found');
  return undefined;
};

function labels(i: number, draw: (place: number, limit: number) => number): Record<string, string> {
  return {
    ...(draw(1, 4) > 0 && { __name__: NAMES[draw(2, NAMES.length)] ?? 'up' }),
    job: `job-${i % 7}`,
    ...(draw(4, 3) === 0 && { 'a.b': ODD_LABELS[(i + draw(5, 9)) % ODD_LABELS.length] ?? '' }),
    instance: `10.0.${Math.floor(i / 250)}.${i % 250}:9100`,
  };
}

function instant(
  draw: (place: number, limit: number) => number,
  series: Record<string, string>[],
  time: number,
): object {
  const value = (i: number) => [time, VALUES[(i + draw(6, 11)) % VALUES.length]];
  switch (draw(7, 12)) {
    case 0:
      return { resultType: 'scalar', result: value(1) };
    case 1:
      return { resultType: 'string', result: [time, ODD_LABELS[draw(8, ODD_LABELS.length)]] };
    case 2:
      return {
        resultType: 'matrix',
        result: series.map((metric, i) => ({ metric, values: [value(i), value(i + 1)] })),
      };
    case 3:
      return { resultType: 'vector', result: series.map((metric) => ({ metric, histogram: [time, HISTOGRAM] })) };
    default:
      return { resultType: 'vector', result: series.map((metric, i) => ({ metric, value: value(i) })) };
  }
}

function rules(): object {
  const shared = { health: 'ok', lastEvaluation: '2026-11-21T09:39:30Z', evaluationTime: 0.01 };
  return {
    name: 'shop',
    file: '/etc/rules.yaml',
    interval: 30,
    rules: [
      { ...shared, type: 'recording', name: 'job:up:sum', query: 'sum by (job) (up)' },
      ...['firing', 'pending', 'inactive'].map((state, i) => ({
        ...shared,
        type: 'alerting',
        name: `Slow${ODD_LABELS[i + 1]}`,
        query: 'latency > 1',
        duration: 60 * i,
        state,
        labels: { severity: 'page' },
        annotations: { summary: ODD_LABELS[i + 2] },
        alerts:
          state === 'inactive'
            ? []
            : [
                {
                  state,
                  activeAt: '2026-11-21T09:00:00.123456789Z',
                  value: VALUES[i + 4],
                  labels: { job: ODD_LABELS[i] },
                  annotations: {},
                },
              ],
      })),
      { ...shared, type: 'recording', name: 'broken', query: 'x', health: 'err', lastError: 'y'.repeat(4_000) },
    ],
  };
}
