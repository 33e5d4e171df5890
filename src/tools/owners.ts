import type { Access } from '../access.ts';
import type { Reach } from './define.ts';

/**
 * What the caller may see of what `owner` has, asked for through an account that it is linked to (OAM); undefined: nothing.
 * @param own the account that is asked, by id, where that is known
 */
export function accessOfOwner(
  owner: string | undefined,
  own: string | undefined,
  { account, access, accessTo }: Pick<Reach, 'account' | 'access' | 'accessTo'>,
): Access | undefined {
  return owner === undefined || owner === '' || owner === (account?.id ?? own) ? access : accessTo(owner);
}
