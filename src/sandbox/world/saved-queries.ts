/** Logs Insights queries that the shop's teams have saved. */
import { seedOf, token } from './noise.ts';
import { DAY } from './scene.ts';
import type { SavedQuery } from './types.ts';

type Plan = Omit<SavedQuery, 'id' | 'modifiedAt'>;

const SHOP: readonly Plan[] = [
  {
    name: 'checkout/failed orders by cause',
    groups: ['/shop/checkout'],
    query: 'filter level = "error"\n| stats count(*) as failed by err.type, err.code\n| sort failed desc',
  },
  {
    name: 'checkout/slow requests',
    groups: ['/shop/checkout', '/shop/web'],
    query:
      'fields @timestamp, service, requestId, durationMs\n| filter durationMs > {{ms}}\n| sort durationMs desc\n| limit {{rows}}',
    parameters: [
      { name: 'ms', defaultValue: '1000', description: 'slower than so many milliseconds' },
      { name: 'rows', defaultValue: '20' },
    ],
  },
  {
    name: 'database/who gets no connection',
    groups: ['/shop/checkout', '/shop/orders', '/shop/inventory'],
    query: 'filter @message like /remaining connection slots/\n| stats count(*) as lines by service, bin(5m)',
  },
  {
    name: 'one request everywhere',
    groups: [],
    query: 'fields @timestamp, @log, @message\n| filter requestId = "{{requestId}}"\n| sort @timestamp asc',
    parameters: [{ name: 'requestId', description: "as in the answer's header x-request-id" }],
  },
  {
    name: 'payments/declined by day',
    groups: ['/aws/lambda/payment-webhook'],
    query: 'where `@message` like "%declined%" | stats count() by span(`@timestamp`, 1d)',
    language: 'PPL',
  },
];

const EDGE: readonly Plan[] = [
  {
    name: 'edge/cache misses',
    groups: ['/edge/cache'],
    query: 'filter msg = "cache miss"\n| stats count(*) as misses by bin(1m)',
  },
];

/** @param madeAt epoch milliseconds */
export function savedQueries(region: string, madeAt: number): SavedQuery[] {
  const plans = region === 'us-east-1' ? SHOP : region === 'eu-west-1' ? EDGE : [];
  return plans.map((plan, i) => ({
    ...plan,
    id: [8, 4, 4, 4, 12].map((length, part) => token(seedOf(plan.name), part, length)).join('-'),
    modifiedAt: madeAt - (3 + 11 * i) * DAY,
  }));
}
