import type { LogGroupRef } from '../../../analysis/log-group-ref.ts';
import { readLogGroups } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import { formatTime, formatWindow } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';

const DAY_MS = 86_400_000;
/** Groups that are looked up where nothing was found. */
const MAX_LOOKUPS = 10;

/**
 * Why a window holds no event of some of the groups that were searched in vain: it ends before the group was made, or
 * its events have expired. Undefined where neither is known.
 * @throws ToolError invalid_input where that is so for every group
 */
export async function outsideLife(
  groups: readonly LogGroupRef[],
  window: Window,
  region: string,
  context: Pick<ToolContext, 'aws' | 'signal' | 'clock'>,
): Promise<string | undefined> {
  const own = groups.filter((group) => group.account === undefined);
  if (groups.length > MAX_LOOKUPS) return undefined;
  const reasons = (await Promise.all(own.map((group) => reasonOf(group.name, window, region, context)))).filter(
    (reason) => reason !== undefined,
  );
  if (reasons.length === 0) return undefined;
  if (reasons.length < groups.length) return reasons.join(' ');
  throw new ToolError('invalid_input', `The window ${formatWindow(window)} holds no events. ${reasons.join(' ')}`);
}

async function reasonOf(
  name: string,
  window: Window,
  region: string,
  { aws, signal, clock }: Pick<ToolContext, 'aws' | 'signal' | 'clock'>,
): Promise<string | undefined> {
  const group = await lookUp(name, region, aws, signal);
  if (group === undefined) return undefined;
  if (window.end <= group.createdAt) {
    const made = formatTime(group.createdAt);
    return `${name} was created only at ${made}: use a start after that.`;
  }
  const kept = group.retentionDays === undefined ? 0 : clock() - group.retentionDays * DAY_MS;
  if (window.end > kept) return undefined;
  return `${name} keeps events for ${group.retentionDays} days: what was before ${formatTime(kept)} has expired; use a start after that.`;
}

async function lookUp(name: string, region: string, aws: ToolContext['aws'], signal: AbortSignal) {
  try {
    const { groups } = await readLogGroups(aws, region, { prefix: name }, { signal, goOn: () => false });
    return groups.find((group) => group.name === name);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
