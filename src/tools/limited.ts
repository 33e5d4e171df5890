import { limitOf, type AccessKind } from '../access.ts';
import type { Reach, ToolContext } from './define.ts';

type Asking = Pick<ToolContext, 'access' | 'reaches'>;

/**
 * What keeps any log group from a caller that a question in its own words could name, as the end of a sentence; undefined
 * where nothing does. Accounts count, since those that are linked are read through this one, and so do the groups of other
 * accounts here.
 */
export function groupsLimit({ access, reaches }: Asking): string | undefined {
  return limitOf(access, 'logGroup', 'account') ?? firstOf(reaches, ['logGroup']);
}

/**
 * That there may be more than is told, and why: `Only queries on log groups that you may read are shown (rule …).`
 * Undefined where nothing of these kinds is refused. Says nothing of what there is.
 */
export function onlyAllowed(
  told: string,
  reaches: readonly Pick<Reach, 'access'>[],
  ...kinds: readonly AccessKind[]
): string | undefined {
  const limit = firstOf(reaches, kinds);
  return limit === undefined ? undefined : `Only ${told}${limit}.`;
}

function firstOf(reaches: readonly Pick<Reach, 'access'>[], kinds: readonly AccessKind[]): string | undefined {
  for (const { access } of reaches) {
    const limit = limitOf(access, ...kinds);
    if (limit !== undefined) return limit;
  }
  return undefined;
}
