import { ALLOW_ALL, type Access } from '../access.ts';
import type { PolicySection } from '../config-sections/policy.ts';
import type { Principal } from '../principal.ts';
import type { AccountName } from '../tools/define.ts';

/** What a principal may see of an account: undefined for the server's own, where none is configured. */
export type AccessOf = (principal: Principal, account: AccountName | undefined) => Access;

/** @param policy of the configuration; without one everything is allowed */
export function accessOf(_policy: PolicySection | undefined): AccessOf {
  return () => ALLOW_ALL;
}
