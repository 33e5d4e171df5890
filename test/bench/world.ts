import { makeLargeWorld } from '../../src/sandbox/world/large.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { firingAlarms, firingMetrics } from '../support/token-alarms.ts';
import { tokenWorld } from '../support/token-world.ts';

/** Which world the upstream's answers come from: the shop with what is asked for speed, the one of the token goals, or the shop beside a lot of everything. */
export type WorldName = 'speed' | 'tokens' | 'crowded';

export const WORLDS: Readonly<Record<WorldName, (madeAt: number) => World>> = {
  speed: speedWorld,
  tokens: (madeAt) => tokenWorld('us-east-1', madeAt),
  crowded: crowdedWorld,
};

/** The shop, with 15 alarms that fire under a name prefix of their own and 50 log groups under another. */
function speedWorld(madeAt: number): World {
  const shop = makeWorld('us-east-1', madeAt);
  const groups = [...tokenWorld('us-east-1', madeAt).logGroups].slice(0, 50);
  return {
    ...shop,
    metrics: [...shop.metrics, ...firingMetrics(madeAt)],
    alarms: [...shop.alarms, ...firingAlarms(madeAt).map((alarm) => ({ ...alarm, name: `firing-${alarm.name}` }))],
    logGroups: [...shop.logGroups, ...groups.map((group) => ({ ...group, name: `/fifty/${group.name}` }))],
  };
}

/** `speedWorld` with 10,000 log groups, 5,000 alarms and 100,000 metrics more. */
function crowdedWorld(madeAt: number): World {
  const speed = speedWorld(madeAt);
  const large = makeLargeWorld(speed.region, madeAt);
  return {
    ...speed,
    logGroups: [...speed.logGroups, ...large.logGroups],
    metrics: [...speed.metrics, ...large.metrics],
    alarms: [...speed.alarms, ...large.alarms],
  };
}
