import { mayNameGroups } from '../analysis/insights-scope.ts';
import { parseLogGroup } from '../analysis/log-group-ref.ts';
import type { Reach } from './define.ts';
import { accessOfOwner } from './owners.ts';

interface LogQuery {
  /** Names or ARNs. */
  readonly groups: readonly string[];
  readonly query: string;
  readonly language: 'SQL' | 'PPL' | undefined;
}

/**
 * Whether a caller may see a query that somebody stored: of its groups each. One that names groups in its text (SOURCE, a join, or
 * SQL's FROM), or none at all, only those see who may read every group.
 * @param owner the account whose groups it reads, by id, where it is another
 * @param own the account that is asked
 */
export function mayReadQuery(
  { groups, query, language }: LogQuery,
  { owner, own }: { owner?: string | undefined; own: string | undefined },
  seeing: Pick<Reach, 'account' | 'access' | 'accessTo'>,
): boolean {
  const access = accessOfOwner(owner, own, seeing);
  if (access === undefined || !access.toolset('logs')) return false;
  const isOpen = groups.length === 0 || language !== undefined || mayNameGroups(query);
  if (isOpen && !access.logGroup('')) return false;
  return mayReadGroups(groups, { owner, own }, seeing);
}

/** Whether a caller may read each of some log groups, by names or ARNs; what is neither, only who may read every group. */
export function mayReadGroups(
  groups: readonly string[],
  { owner, own }: { owner?: string | undefined; own: string | undefined },
  seeing: Pick<Reach, 'account' | 'access' | 'accessTo'>,
): boolean {
  return groups.every((group) => {
    const ref = parseLogGroup(group);
    if (ref === undefined) return accessOfOwner(owner, own, seeing)?.logGroup('') === true;
    return accessOfOwner(ref.account ?? owner, own, seeing)?.logGroup(ref.name) === true;
  });
}
