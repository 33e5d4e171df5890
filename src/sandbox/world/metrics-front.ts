/** Metrics of what customers touch: the load balancer, and the shop's own. */
import { metricFamily } from './metric-family.ts';
import { DAY, HOUR, MINUTE, demand } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Metric } from './types.ts';

export const LOAD_BALANCER = 'app/shop/50dc6c495c0c9188';

/** Services behind the load balancer: requests a minute at full demand, and usual seconds to answer. */
export const TARGETS = [
  { service: 'web', group: 'targetgroup/web/73e2d6bc24d8a067', requests: 2400, seconds: 0.045 },
  { service: 'cart', group: 'targetgroup/cart/9f1c5d2a7be04c31', requests: 620, seconds: 0.032 },
  { service: 'checkout', group: 'targetgroup/checkout/2b41c0f3d5e8a796', requests: 240, seconds: 0.18 },
  { service: 'catalog', group: 'targetgroup/catalog/c7d80e1f62a94b53', requests: 1500, seconds: 0.028 },
  { service: 'search', group: 'targetgroup/search/48ae91d7c3f5b026', requests: 480, seconds: 0.09 },
] as const;

/** At the worst of the incident: share of checkout's requests that fail, and that wait for a connection until they do. */
const FAILING = 0.42;
const SLOW_SECONDS = 10;

export function frontMetrics(scene: Scene): Metric[] {
  return [
    ...balancerMetrics(scene),
    ...TARGETS.flatMap((target) => targetMetrics(scene, target)),
    ...shopMetrics(scene),
  ];
}

function balancerMetrics(scene: Scene): Metric[] {
  const balancer = metricFamily(scene, 'AWS/ApplicationELB', { LoadBalancer: LOAD_BALANCER });
  const all = TARGETS.reduce((sum, target) => sum + target.requests, 0);
  const failed = (time: number) => FAILING * scene.harm(time) * 240 * demand(time);
  return [
    balancer.tally('RequestCount', 'Count', (time) => all * demand(time)),
    balancer.spread('TargetResponseTime', 'Seconds', {
      each: (time) => all * demand(time),
      typical: () => 0.046,
      sigma: 0.8,
      slow: (time) => ({ share: 0.03 * scene.harm(time), value: SLOW_SECONDS }),
    }),
    balancer.tally('HTTPCode_Target_2XX_Count', 'Count', (time) => all * demand(time) * 0.97 - failed(time)),
    balancer.tally('HTTPCode_Target_4XX_Count', 'Count', (time) => all * demand(time) * 0.028),
    balancer.tally('HTTPCode_Target_5XX_Count', 'Count', (time) => all * demand(time) * 0.0004 + failed(time)),
    balancer.tally('HTTPCode_ELB_5XX_Count', 'Count', (time) => 0.2 + 6 * scene.harm(time)),
    balancer.gauge('ActiveConnectionCount', 'Count', (time) => 900 * demand(time) + 350 * scene.harm(time)),
    balancer.tally('NewConnectionCount', 'Count', (time) => 700 * demand(time)),
    balancer.gauge('ProcessedBytes', 'Bytes', (time) => 96e6 * demand(time), 0.05),
    balancer.gauge('ConsumedLCUs', 'None', (time) => 3.2 * demand(time)),
  ];
}

function targetMetrics(scene: Scene, { service, group, requests, seconds }: (typeof TARGETS)[number]): Metric[] {
  const target = metricFamily(scene, 'AWS/ApplicationELB', { LoadBalancer: LOAD_BALANCER, TargetGroup: group });
  const hurt = service === 'checkout' ? scene.harm : () => 0;
  const each = (time: number) => requests * demand(time);
  return [
    target.tally('RequestCount', 'Count', each),
    target.spread('TargetResponseTime', 'Seconds', {
      each,
      typical: (time) => seconds * (1 + 0.3 * demand(time) + 1.5 * hurt(time)),
      sigma: 0.5,
      slow: (time) => ({ share: 0.45 * hurt(time), value: SLOW_SECONDS }),
    }),
    target.tally('HTTPCode_Target_2XX_Count', 'Count', (time) => each(time) * (0.97 - FAILING * hurt(time))),
    target.tally('HTTPCode_Target_5XX_Count', 'Count', (time) => each(time) * (0.0004 + FAILING * hurt(time))),
    target.gauge('HealthyHostCount', 'Count', (time) => (hurt(time) > 0.8 ? 4 : 6), 0),
    target.gauge('UnHealthyHostCount', 'Count', (time) => (hurt(time) > 0.8 ? 2 : 0), 0),
  ];
}

function shopMetrics(scene: Scene): Metric[] {
  const shop = (dimensions: Record<string, string>) => metricFamily(scene, 'Shop', dimensions);
  const checkout = shop({ Service: 'checkout' });
  const pools = ['checkout', 'orders', 'inventory', 'payments'].map((service) =>
    shop({ Service: service }).gauge('DbPoolConnections', 'Count', (time) =>
      service === 'checkout' ? checkoutConnections(scene, time) : 14 + 4 * demand(time),
    ),
  );
  return [
    ...pools,
    checkout.tally(
      'OrdersPlaced',
      'Count',
      (time) => 64 * demand(time) * (1 - 0.55 * scene.harm(time)),
      () => 1,
    ),
    checkout.spread('CheckoutDuration', 'Milliseconds', {
      each: (time) => 70 * demand(time),
      typical: () => 310,
      sigma: 0.4,
      slow: (time) => ({ share: 0.45 * scene.harm(time), value: 10_400 }),
    }),
    shop({ Service: 'cart' }).spread('CartValue', 'None', {
      each: (time) => 120 * demand(time),
      typical: () => 41,
      sigma: 0.7,
    }),
    shop({ Service: 'payments' }).tally(
      'PaymentsDeclined',
      'Count',
      (time) => 2.1 * demand(time),
      () => 64,
    ),
    shop({ Service: 'search' }).gauge('IndexLagSeconds', 'Seconds', (time) => 4 + 3 * demand(time), 0.2),
    // A cron job that stumbles over the same rows every quarter of an hour, incident or not.
    shop({ Service: 'catalog', Job: 'catalog-reindex' }).tally('JobErrors', 'Count', (time) =>
      time % (15 * MINUTE) < MINUTE ? 3 : undefined,
    ),
    shop({ Service: 'catalog' }).gauge('Heartbeat', 'Count', () => 1, 0),
    shop({ Job: 'nightly-import' }).gauge(
      'RowsImported',
      'Count',
      (time) => (time % DAY < 2 * HOUR ? 5200 : undefined),
      0.1,
    ),
  ];
}

/** Connections that checkout's pods hold to orders-db: about 52, and with the leak all that are left, about 340. */
export function checkoutConnections(scene: Scene, time: number): number {
  return 40 + 14 * demand(time) + 290 * scene.leak(time);
}
