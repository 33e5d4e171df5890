/** What a Prometheus server in the cluster scrapes: the same shop and the same incident as in the metrics and logs. */
import { checkoutConnections } from './metrics-front.ts';
import { MINUTE, demand, demandUpTo } from './scene.ts';
import type { Scene } from './scene.ts';
import type { PromSeries } from './types.ts';

type At = (time: number) => number | undefined;

interface Made {
  readonly type: PromSeries['type'];
  readonly help: string;
  readonly unit?: string;
}

const SERVICES = [
  { service: 'web', requests: 2400, seconds: 0.045 },
  { service: 'checkout', requests: 240, seconds: 0.18 },
  { service: 'search', requests: 480, seconds: 0.09 },
] as const;
/** Upper bounds of the buckets, seconds. */
const BUCKETS = [0.05, 0.1, 0.25, 1, 5, Infinity];

export function shopSeries(scene: Scene): PromSeries[] {
  const series = (name: string, made: Made, labels: Record<string, string>, at: At): PromSeries => ({
    name,
    ...made,
    labels: { ...labels, job: made.help.startsWith('kube:') ? 'kube-state-metrics' : (labels.service ?? 'shop') },
    at: (time) => (time < scene.oldest ? undefined : at(time)),
  });
  return [...requestSeries(scene, series), ...poolSeries(scene, series), ...kubeSeries(scene, series)];
}

type Make = (name: string, made: Made, labels: Record<string, string>, at: At) => PromSeries;

function requestSeries(scene: Scene, make: Make): PromSeries[] {
  const usual = (requests: number) => (time: number) => requests * (demandUpTo(time) - demandUpTo(scene.oldest));
  return SERVICES.flatMap(({ service, requests, seconds }) => {
    const all = usual(requests);
    const failed = (time: number) => (service === 'checkout' ? requests * 0.42 * harmUpTo(scene, time) : 0);
    const slow = (time: number) => (service === 'checkout' ? requests * 0.45 * harmUpTo(scene, time) : 0);
    const total = { type: 'counter', help: 'Requests answered, by status code.' } as const;
    const duration = { type: 'histogram', help: 'Time to answer a request, in seconds.', unit: 'seconds' } as const;
    const below = (bound: number) => (bound === Infinity ? 1 : 1 / (1 + (seconds / bound) ** 3.5));
    return [
      make('http_requests_total', total, { service, code: '200' }, (time) =>
        Math.floor(all(time) * 0.97 - failed(time)),
      ),
      make('http_requests_total', total, { service, code: '404' }, (time) => Math.floor(all(time) * 0.0296)),
      make('http_requests_total', total, { service, code: '503' }, (time) =>
        Math.floor(all(time) * 0.0004 + failed(time)),
      ),
      ...BUCKETS.map((bound) =>
        make(
          'http_request_duration_seconds_bucket',
          duration,
          { service, le: bound === Infinity ? '+Inf' : String(bound) },
          (time) => Math.floor((all(time) - slow(time)) * below(bound) + (bound === Infinity ? slow(time) : 0)),
        ),
      ),
      make(
        'http_request_duration_seconds_sum',
        duration,
        { service },
        (time) => (all(time) - slow(time)) * seconds * 1.1 + slow(time) * 9.2,
      ),
      make('http_request_duration_seconds_count', duration, { service }, (time) => Math.floor(all(time))),
    ];
  });
}

function poolSeries(scene: Scene, make: Make): PromSeries[] {
  const pool = { type: 'gauge', help: 'Connections of the database pool, by state.' } as const;
  const active: Record<string, At> = {
    checkout: (time) => Math.round(checkoutConnections(scene, time) - 12 * (1 - scene.leak(time))),
    orders: (time) => Math.round(9 + 5 * demand(time)),
    inventory: (time) => Math.round(7 + 4 * demand(time)),
    payments: (time) => Math.round(6 + 5 * demand(time)),
  };
  const waiting = (service: string) => (time: number) =>
    service === 'checkout' ? Math.round(60 * scene.harm(time)) : 0;
  const idle = (service: string) => (time: number) =>
    service === 'checkout' ? Math.round(12 * (1 - scene.leak(time))) : 4;
  const max = { type: 'gauge', help: 'Most connections that the database pools of a service may open.' } as const;
  const size = (time: number) => 6 * (time < scene.deployedAt ? 20 : 200);
  return [
    ...Object.entries(active).flatMap(([service, at]) => [
      make('db_pool_connections', pool, { service, state: 'active' }, at),
      make('db_pool_connections', pool, { service, state: 'idle' }, idle(service)),
      make('db_pool_connections', pool, { service, state: 'waiting' }, waiting(service)),
    ]),
    make('db_pool_max_connections', max, { service: 'checkout' }, size),
  ];
}

function kubeSeries(scene: Scene, make: Make): PromSeries[] {
  const memory = { type: 'gauge', help: 'Resident memory size in bytes.', unit: 'bytes' } as const;
  const cpu = { type: 'counter', help: 'Total user and system CPU time spent in seconds.', unit: 'seconds' } as const;
  const replicas = { type: 'gauge', help: 'kube: The number of available replicas per deployment.' } as const;
  const info = { type: 'gauge', help: 'Always 1; the version that runs is in the label.' } as const;
  const up = { type: 'gauge', help: 'Whether the last scrape succeeded.' } as const;
  const minutes = (time: number) => demandUpTo(time) - demandUpTo(scene.oldest);
  const deployed = (version: string, before: boolean) =>
    make('app_build_info', info, { service: 'checkout', version }, (time) =>
      time < scene.deployedAt === before ? 1 : undefined,
    );
  return [
    ...SERVICES.flatMap(({ service }) => {
      const leak = service === 'checkout' ? scene.leak : () => 0;
      return [
        make('process_resident_memory_bytes', memory, { service }, (time) =>
          Math.round(210e6 + 60e6 * demand(time) + 140e6 * leak(time)),
        ),
        make('process_cpu_seconds_total', cpu, { service }, (time) => Number((minutes(time) * 21).toFixed(2))),
        make(
          'kube_deployment_status_replicas_available',
          replicas,
          { namespace: 'shop', deployment: service },
          (time) => (service === 'checkout' ? (scene.harm(time) > 0.8 ? 4 : 6) : 3),
        ),
        make('up', up, { service }, () => 1),
      ];
    }),
    deployed('v2.30.4', true),
    deployed('v2.31.0', false),
  ];
}

/** Demand at the time of the incident, summed per minute over its harm: what was requested and did not work. */
function harmUpTo(scene: Scene, time: number): number {
  const since = Math.max(0, time - scene.incidentStart);
  const ramp = 5 * MINUTE;
  const harmed = since < ramp ? since ** 2 / (2 * ramp) : since - ramp / 2;
  return (harmed / MINUTE) * demand(scene.incidentStart);
}
