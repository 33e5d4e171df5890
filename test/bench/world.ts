import type { World } from '../../src/sandbox/world/types.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { firingAlarms, firingMetrics } from '../support/token-alarms.ts';
import { tokenWorld } from '../support/token-world.ts';

/** Which world the upstream's answers come from: the shop with what is asked for speed, or the one of the token goals. */
export type WorldName = 'speed' | 'tokens';

export const WORLDS: Readonly<Record<WorldName, (madeAt: number) => World>> = {
  speed: speedWorld,
  tokens: (madeAt) => tokenWorld('us-east-1', madeAt),
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
