/** The log groups of the shop, its own and those of its functions. */
import { checkoutSources, checkoutStory, cronSources, deploymentStory, notificationSources } from './log-incident.ts';
import { makeLogGroup, source } from './log-group.ts';
import type { LogGroupPlan, Occurrence, Source } from './log-group.ts';
import { accessLine, json, lambdaCall, requests } from './log-lines.ts';
import { fixedStreams, lambdaStreams, podStreams } from './log-streams.ts';
import { FUNCTIONS } from './metrics-back.ts';
import { demand } from './scene.ts';
import { clusterGroups, otherGroups } from './log-groups-platform.ts';
import type { Scene } from './scene.ts';
import type { LogGroup } from './types.ts';

export function shopLogGroups(scene: Scene): LogGroup[] {
  const plans = [...serviceGroups(scene), ...lambdaGroups(scene), ...clusterGroups(scene), ...otherGroups(scene)];
  return plans.map((plan) => makeLogGroup(scene, plan)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function serviceGroups(scene: Scene): LogGroupPlan[] {
  const service = (name: string, pods: number, sources: Source[], more: Partial<LogGroupPlan> = {}): LogGroupPlan => ({
    name: `/shop/${name}`,
    streams: podStreams(scene, name, { pods }),
    sources,
    retentionInDays: 30,
    tags: { team: 'shop', service: name },
    ...more,
  });
  const waiting = (name: string): Source => ({
    rate: (time) => (scene.isFull(time) ? 22 * scene.harm(time) : 0),
    lines: (at) =>
      json(
        at,
        'error',
        name,
        'query failed: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute',
        { requestId: `req-${at.hex(1, 12)}`, code: '53300' },
      ),
  });
  return [
    service('web', 3, [
      requests('web', 480, ['/', '/products', '/cart', '/checkout', '/search']),
      source(
        (time) => 160 * scene.harm(time),
        (at) =>
          json(at, 'error', 'web', 'upstream checkout answered 503', {
            requestId: `req-${at.hex(1, 12)}`,
            path: '/checkout',
            status: 502,
            durationMs: 10_020,
          }),
      ),
    ]),
    service('cart', 3, [requests('cart', 240, ['/v1/cart', '/v1/cart/items'])]),
    service('checkout', 6, checkoutSources(scene), {
      streams: podStreams(scene, 'checkout', { pods: 6, deployments: [scene.deployedAt] }),
      story: checkoutStory(scene),
      metricFilterCount: 2,
      fieldIndexes: ['level', 'requestId', 'traceId'],
    }),
    service('payments', 3, [requests('payments', 190, ['/v1/authorize', '/v1/capture', '/v1/refund'])], {
      retentionInDays: 365,
    }),
    service('catalog', 3, [requests('catalog', 380, ['/v2/products', '/v2/categories'])]),
    service('search', 3, [requests('search', 240, ['/v1/search', '/v1/suggest'])], { retentionInDays: 14 }),
    service('orders', 3, [requests('orders', 230, ['/v1/orders', '/v1/orders/history']), waiting('orders')]),
    service('inventory', 3, [requests('inventory', 180, ['/v1/stock', '/v1/reservations']), waiting('inventory')]),
    service('notifications', 2, notificationSources(), { retentionInDays: 14 }),
    service('cron', 1, cronSources(), { retentionInDays: 7, tags: { team: 'catalog' } }),
    service(
      'deployments',
      1,
      [
        source(
          () => 8,
          (at) =>
            `time="${new Date(at.time).toISOString().slice(0, 19)}Z" level=info msg="Refreshing app status (comparison expired)" application=shop/${at.pick(1, ['web', 'cart', 'checkout', 'catalog'])}`,
        ),
      ],
      {
        streams: fixedStreams(scene, 'argocd-application-controller-0'),
        story: deploymentStory(scene),
        retentionInDays: 90,
        tags: { team: 'platform' },
      },
    ),
    service('web/access', 2, [source((time) => 880 * demand(time), accessLine)], {
      streams: podStreams(scene, 'web', { pods: 3 }),
      retentionInDays: 7,
      metricFilterCount: 1,
    }),
  ];
}

function lambdaGroups(scene: Scene): LogGroupPlan[] {
  return FUNCTIONS.map(({ name, milliseconds, failing, calls }) => {
    const hurt = name === 'orders-fulfil' ? scene.harm : () => 0;
    const lines = (at: Occurrence) => {
      const failed = at.random(50) < failing + 0.4 * hurt(at.time);
      if (!failed)
        return lambdaCall(at, milliseconds, at.random(51) > 0.5 ? `${name} done ${at.hex(52, 8)}` : undefined);
      const cause = hurt(at.time) > 0 ? 'timeout exceeded when trying to connect to orders-db' : 'socket hang up';
      return lambdaCall(
        at,
        hurt(at.time) > 0 ? 10_000 : milliseconds,
        `Error: ${cause}\n    at async handler (/var/task/index.js:31:9)`,
      );
    };
    return {
      name: `/aws/lambda/${name}`,
      streams: lambdaStreams(scene, name),
      sources: [{ rate: (time) => calls * 1.6 * demand(time) * (1 + 0.8 * hurt(time)), lines }],
      // Lambda makes its groups without retention unless someone sets it.
      ...(name === 'orders-fulfil' && { retentionInDays: 30, metricFilterCount: 1 }),
    };
  });
}
