import { byRule, type Access } from '../access.ts';
import { ToolError } from '../errors.ts';
import type { ToolContext } from './define.ts';
import { callerAccount } from './patience.ts';

type Context = Pick<ToolContext, 'aws' | 'access' | 'signal' | 'timeLeft'>;

/** @throws ToolError not_allowed for a linked account that the policy refuses */
export function mayReadAccount(id: string, access: Access): void {
  if (access.account(id)) return;
  throw new ToolError('not_allowed', `The account ${id} is not allowed for you${byRule(access, 'account', id)}.`);
}

/**
 * Whether the caller may see what an account owns: its own, which it may ask about by now, and every linked one that its policy
 * allows by id.
 */
export async function allowedOwners(context: Context): Promise<(owner: string | undefined) => boolean> {
  const own = await callerAccount(context);
  return (owner) => owner === undefined || owner === own || context.access.account(owner);
}

/** @throws ToolError not_allowed for the id of an account whose data the caller may not see; undefined is its own */
export async function mayReadOwner(owner: string | undefined, context: Context): Promise<void> {
  if (owner === undefined || (await allowedOwners(context))(owner)) return;
  mayReadAccount(owner, context.access);
}
