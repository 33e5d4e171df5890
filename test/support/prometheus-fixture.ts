/** The small world of the PromQL tests: three hours before a fixed moment, every 30 s. */

export const FIXTURE_END = Date.parse('2026-11-20T12:00:00Z');
export const FIXTURE_START = FIXTURE_END - 3 * 3_600_000;
export const STEP_MS = 30_000;
/** `queue_depth{queue="mail"}` was not scraped in this time. */
export const GAP = { start: Date.parse('2026-11-20T10:00:00Z'), end: Date.parse('2026-11-20T10:20:00Z') };
/** From here on one in four requests to instance b fails. */
export const INCIDENT_START = Date.parse('2026-11-20T11:20:00Z');
export const SESSIONS = 300;

/** Rules that fire, wait and fail on their own, whatever the clock says. */
export const RULES = `
groups:
  - name: shop
    interval: 1s
    rules:
      - alert: ErrorRateHigh
        expr: vector(0.25) > 0.05
        labels: { severity: page }
        annotations: { summary: 'One in four requests fails' }
      - alert: QueueGrows
        expr: vector(1) > 0
        for: 10h
      - alert: DiskFull
        expr: vector(0) > 1
      - record: shop:one
        expr: vector(1)
      - record: shop:broken
        expr: label_replace(vector(1) or label_replace(vector(2), "x", "1", "", ""), "x", "1", "", "")
`;

type Value = (time: number, i: number) => number | undefined;

/** The samples as OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics`. */
export function fixture(): string {
  const lines: string[] = [];
  const series = (name: string, labels: Record<string, string>, value: Value, everyMs = STEP_MS) => {
    const set = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    let i = 0;
    for (let time = FIXTURE_START; time <= FIXTURE_END; time += everyMs) {
      const n = value(time, i);
      if (n !== undefined) lines.push(`${name}{${set.join(',')}} ${write(n)} ${time / 1000}`);
      i += 1;
    }
  };

  lines.push('# TYPE http_requests counter');
  for (const instance of ['a:80', 'b:80']) {
    for (const [code, perStep] of [
      ['200', 60],
      ['500', 1],
    ] as const) {
      series('http_requests_total', { job: 'shop', instance, code }, (time, i) => {
        const failing = code === '500' && instance === 'b:80' ? Math.max(0, (time - INCIDENT_START) / STEP_MS) * 19 : 0;
        return perStep * i + failing;
      });
    }
  }
  lines.push('# TYPE request_seconds histogram');
  for (const [le, share] of [
    ['0.1', 0.5],
    ['0.5', 0.9],
    ['1.0', 0.99],
    ['+Inf', 1],
  ] as const) {
    series('request_seconds_bucket', { job: 'shop', le }, (_time, i) => Math.round(100 * i * share));
  }
  series('request_seconds_count', { job: 'shop' }, (_time, i) => 100 * i);
  series('request_seconds_sum', { job: 'shop' }, (_time, i) => 20 * i);
  lines.push('# TYPE queue_depth gauge');
  series('queue_depth', { job: 'shop', queue: 'mail' }, (time, i) =>
    time > GAP.start && time < GAP.end ? undefined : 10 + (i % 7),
  );
  series('queue_depth', { job: 'shop', queue: 'print' }, () => 3);
  lines.push('# TYPE odd gauge');
  series('odd', { job: 'shop', kind: 'nan' }, () => Number.NaN);
  series('odd', { job: 'shop', kind: 'infinite' }, () => Number.POSITIVE_INFINITY);
  series('odd', { job: 'shop', kind: 'plain' }, () => 0.123456);
  lines.push('# TYPE session_requests gauge');
  for (let n = 0; n < SESSIONS; n += 1) {
    const session = `s${String(n).padStart(3, '0')}`;
    series('session_requests', { job: 'shop', session }, () => n, 300_000);
  }
  return [...lines, '# EOF', ''].join('\n');
}

function write(n: number): string {
  if (Number.isNaN(n)) return 'NaN';
  return Number.isFinite(n) ? String(n) : '+Inf';
}

if (import.meta.main) process.stdout.write(fixture());
