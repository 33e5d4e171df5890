/** The rules of the Prometheus beside a sandbox, and what they would have recorded had it run before. */
import type { PromSeries } from './world/types.ts';

const RATIO = 'service:http_requests:error_ratio5m';
const ALERT = 'ServiceErrorsHigh';
const LABELS = { severity: 'critical', team: 'shop' } as const;
const MOST = 0.05;
const FOR_MS = 60_000;
const RATE_MS = 300_000;

/** Rules over the shop's series: a recording rule, an alert that the incident fires, and one that it does not. */
export const RULES = `
groups:
  - name: shop
    rules:
      - record: ${RATIO}
        expr: |
          sum by (service) (rate(http_requests_total{code=~"5.."}[5m]))
            / sum by (service) (rate(http_requests_total[5m]))
      - alert: ${ALERT}
        expr: ${RATIO} > ${MOST}
        for: ${FOR_MS / 1000}s
        labels: { severity: ${LABELS.severity}, team: ${LABELS.team} }
        annotations:
          summary: '{{ $labels.service }} fails {{ $value | humanizePercentage }} of its requests'
          runbook_url: https://runbooks.shop.example/service-errors
      - alert: ServiceDown
        expr: up{service!=""} == 0
        for: 2m
        labels: { severity: critical, team: shop }
        annotations:
          summary: '{{ $labels.service }} is down'
`;

/**
 * What the rules would have recorded from `start` to `end` (epoch milliseconds), evaluated each `step`: the ratio of each
 * service, and the alert's state, which a Prometheus that starts goes on with, so that it fires since the incident.
 */
export function recordedSeries(
  series: readonly PromSeries[],
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): PromSeries[] {
  const ofService = Map.groupBy(
    series.filter(({ name }) => name === 'http_requests_total'),
    ({ labels }) => labels['service'] ?? '',
  );
  return [...ofService].flatMap(([service, requests]) => {
    const ratio = (time: number) => errorRatio(requests, time);
    const since = new Map<number, number>();
    let active: number | undefined;
    for (let time = Math.ceil(start / step) * step; time < end; time += step) {
      active = (ratio(time) ?? 0) > MOST ? (active ?? time) : undefined;
      if (active !== undefined) since.set(time, active);
    }
    const made = { type: 'gauge', help: 'Recorded by a rule.' } as const;
    const recorded: PromSeries = { ...made, name: RATIO, labels: { service }, at: ratio };
    if (since.size === 0) return [recorded];
    const labels = { alertname: ALERT, service, ...LABELS };
    const fires = (time: number) => time - (since.get(time) ?? time) >= FOR_MS;
    const state = (alertstate: string, is: (time: number) => boolean): PromSeries => ({
      ...made,
      name: 'ALERTS',
      labels: { ...labels, alertstate },
      at: (time) => (since.has(time) && is(time) ? 1 : undefined),
    });
    const forState = (time: number) => (since.has(time) ? (since.get(time) ?? 0) / 1000 : undefined);
    return [
      recorded,
      state('pending', (time) => !fires(time)),
      state('firing', fires),
      { ...made, name: 'ALERTS_FOR_STATE', labels, at: forState },
    ];
  });
}

/** Of the requests of the last five minutes those that failed; undefined where there were none. */
function errorRatio(requests: readonly PromSeries[], time: number): number | undefined {
  const answered = (some: readonly PromSeries[]) =>
    some.reduce((sum, { at }) => sum + (at(time) ?? 0) - (at(time - RATE_MS) ?? at(time) ?? 0), 0);
  const all = answered(requests);
  return all > 0 ? answered(requests.filter(({ labels }) => labels['code']?.startsWith('5'))) / all : undefined;
}
