import type { World } from './types.ts';
export function makeWorld(region: string, madeAt: number): World {
  return {
    account: '123456789012',
    region,
    madeAt,
    incidentStart: madeAt - 40 * 60_000,
    logGroups: [],
    metrics: [],
    alarms: [],
    muteRules: [],
    workspaces: [],
    promSeries: [],
  };
}
