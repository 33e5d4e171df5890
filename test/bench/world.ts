import { METRIC_ALARMS } from '../../src/sandbox/world/alarms-metric.ts';
import type { Alarm, LogGroup, World } from '../../src/sandbox/world/types.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The shop with what the questions of the bench are about: 15 alarms that fire, 50 and 200 log groups. */
export function benchWorld(madeAt: number): World {
  const shop = makeWorld('us-east-1', madeAt);
  return {
    ...shop,
    alarms: [...shop.alarms, ...firingAlarms(15, madeAt)],
    logGroups: [...shop.logGroups, ...groups('/small/', 50, shop), ...groups('/large/', 200, shop)],
  };
}

/** The shop's static alarms under other names, with thresholds that every datapoint is above. */
function firingAlarms(count: number, madeAt: number): Alarm[] {
  const plain = Object.entries(METRIC_ALARMS).filter(([, { Threshold, Namespace }]) => Threshold && Namespace);
  return Array.from({ length: count }, (_, i) => {
    const [name = '', configuration = {}] = plain[i % plain.length] ?? [];
    const firing = { Threshold: -1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'breaching' };
    return {
      kind: 'metric',
      name: `firing-${name}-${i + 1}`,
      createdAt: madeAt - (40 + 11 * i) * MINUTE_MS,
      configuration: { ...configuration, ...firing },
    };
  });
}

const SERVICES = ['checkout', 'catalog', 'payments', 'search', 'shipping', 'accounts', 'invoices', 'mailer'];
const KINDS = ['api', 'worker', 'migrations', 'cron', 'webhooks'];

function groups(prefix: string, count: number, shop: World): LogGroup[] {
  const [like] = shop.logGroups;
  if (like === undefined) return [];
  return Array.from({ length: count }, (_, i) => ({
    ...like,
    name: `${prefix}aws/lambda/${SERVICES[i % 8] ?? ''}-${KINDS[i % 5] ?? ''}-${i}`,
    retentionInDays: [7, 30, 90, undefined][i % 4],
    creationTime: shop.madeAt - (i * 5 + 20) * DAY_MS,
    storedBytes: (i * 7_654_321_987) % 91_234_567_891,
    metricFilterCount: i % 9 === 0 ? 1 : 0,
  }));
}
