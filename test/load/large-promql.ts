/** Answers of a Prometheus server with much in it, as large as its API lists them: JSON by path. */
const SERIES = 5_000;
const NAMES = 10_000;
const METRICS = 3_000;
const RULES = 1_000;
const HOUR = 3_600;

const pod = (i: number) => ({
  __name__: `http_requests_${i % 50}_total`,
  namespace: `team-${i % 40}`,
  pod: `checkout-api-6b7c8d9e5f-${String(i).padStart(5, '0')}`,
  instance: `10.0.${i % 256}.${i % 251}:9100`,
});

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const rule = (i: number) => ({
  type: 'alerting',
  name: `RequestsFail${i}`,
  query: `sum(rate(http_requests_${i % 50}_total{code=~"5.."}[5m])) > ${i}`,
  duration: 300,
  labels: { severity: 'page', team: `team-${i % 40}` },
  annotations: { summary: `Requests of service ${i} fail for five minutes` },
  alerts: [],
  health: 'ok',
  evaluationTime: 0.002,
  lastEvaluation: new Date(0).toISOString(),
  state: i % 10 === 0 ? 'pending' : 'inactive',
});

const DATA: readonly (readonly [path: RegExp, make: () => unknown])[] = [
  [
    /\/query$/,
    () => ({
      resultType: 'vector',
      result: many(SERIES, (i) => ({ metric: pod(i), value: [HOUR, String(i / 7)] })),
    }),
  ],
  [/\/series$/, () => many(SERIES, pod)],
  [/\/label\/__name__\/values$/, () => many(METRICS, (i) => `http_requests_${i}_total`)],
  [/\/label\/[^/]+\/values$/, () => many(NAMES, (i) => `value-${i}`)],
  [/\/labels$/, () => many(NAMES, (i) => `label_${i}`)],
  [
    /\/metadata$/,
    () =>
      Object.fromEntries(
        many(METRICS, (i) => [
          `http_requests_${i}_total`,
          [{ type: 'counter', help: `Requests of kind ${i}`, unit: '' }],
        ]),
      ),
  ],
  [
    /\/rules$/,
    () => ({
      groups: many(RULES / 20, (g) => ({
        name: `group-${g}`,
        file: `/etc/rules/${g}.yaml`,
        interval: 60,
        evaluationTime: 0.1,
        lastEvaluation: new Date(0).toISOString(),
        rules: many(20, (i) => rule(g * 20 + i)),
      })),
    }),
  ],
];

const made = new Map<RegExp, Buffer>();

/** The body of an answer; undefined for ranges, and for what is no PromQL. */
export function largePromql(url: string): Buffer | undefined {
  const { pathname } = new URL(url, 'http://upstream');
  const [path, make] = DATA.find(([pattern]) => pathname.startsWith('/api/v1/') && pattern.test(pathname)) ?? [];
  if (path === undefined || make === undefined) return undefined;
  const body = made.get(path) ?? Buffer.from(JSON.stringify({ status: 'success', data: make() }));
  made.set(path, body);
  return body;
}
