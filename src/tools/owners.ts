import { byRule, type Access } from '../access.ts';
import { ToolError } from '../errors.ts';
import type { Reach } from './define.ts';

type Seeing = Pick<Reach, 'account' | 'access' | 'accessTo'>;

/**
 * What the caller may see of what `owner` has, asked for through an account that it is linked to (OAM); undefined: nothing.
 * @param own the account that is asked, by id, where that is known
 */
export function accessOfOwner(
  owner: string | undefined,
  own: string | undefined,
  { account, access, accessTo }: Seeing,
): Access | undefined {
  return owner === undefined || owner === '' || owner === (account?.id ?? own) ? access : accessTo(owner);
}

/**
 * What the caller may see of what `owner` has, for a question that names it.
 * @throws ToolError not_allowed for an account that the policy refuses
 */
export function mayReadOwner(owner: string | undefined, own: string | undefined, seeing: Seeing): Access {
  const access = accessOfOwner(owner, own, seeing);
  if (access !== undefined) return access;
  const why = byRule(seeing.access, 'account', owner ?? '');
  throw new ToolError('not_allowed', `The account ${owner} is not allowed for you${why}.`);
}
