import { holdLabels, loadEnforcement } from '../prometheus/hold-labels.ts';
import type { Reach } from '../tools/define.ts';

/** Whether the account of a reach may be asked about; the server's own, where none is configured, always. */
export function isAllowed({ account, access }: Reach): boolean {
  return account === undefined || access.account(account.id);
}

/**
 * The reaches that a caller may ask about, each with PromQL sources that are held to the labels of its policy: no tool gets
 * others, so that none can forget them.
 * @param clock now, epoch milliseconds
 */
export async function allowedReaches(reaches: readonly Reach[], clock: () => number): Promise<readonly Reach[]> {
  const allowed = reaches.filter(isAllowed);
  const isHeld = ({ access }: Reach) => access.promqlLabels.length > 0;
  if (!allowed.some(isHeld)) return allowed;
  // Alarms are looked at without waiting: the parser must be there.
  await loadEnforcement();
  return allowed.map((reach) => (isHeld(reach) ? held(reach, clock) : reach));
}

/** Not spread: that would open each account for whoever asks about one. */
function held(reach: Reach, clock: () => number): Reach {
  const { account, regions, access, accessTo } = reach;
  let prometheus: Reach['prometheus'] | undefined;
  return {
    account,
    regions,
    access,
    accessTo,
    get aws() {
      return reach.aws;
    },
    get prometheus() {
      return (prometheus ??= holdLabels(reach.prometheus, access.promqlLabels, clock));
    },
  };
}
