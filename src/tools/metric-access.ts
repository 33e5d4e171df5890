import { byRule, type Access } from '../access.ts';
import { ToolError } from '../errors.ts';
import type { ToolContext } from './define.ts';
import { mayReadOwner } from './owners.ts';
import { callerAccountId } from './patience.ts';

/**
 * Refuses a question about a namespace that the caller may not read.
 * @param namespaces an empty text stands for any namespace: only those who may read all of them may ask that
 * @throws ToolError not_allowed
 */
export function mayRead(access: Access, namespaces: readonly string[]): void {
  const refused = namespaces.find((namespace) => !access.metricNamespace(namespace));
  if (refused === undefined) return;
  throw new ToolError(
    'not_allowed',
    refused === ''
      ? `An expression may read metrics of no namespace it names, which you are not allowed to${byRule(access, 'metricNamespace', '')}. Name one namespace in each: FROM SCHEMA("AWS/EC2", …), or SEARCH('{AWS/EC2,…} …') with alternatives in brackets.`
      : `The namespace ${JSON.stringify(refused)} is not allowed for you${byRule(access, 'metricNamespace', refused)}. list_metrics shows those that are.`,
  );
}

/**
 * Refuses a question about metrics, some of which another account may own that is linked to the one asked, where the caller
 * may not read them there.
 * @param questions the owners, by id, each with the namespaces that are read of it; without one it is the account asked
 * @throws ToolError not_allowed
 */
export async function mayReadOf(
  questions: readonly { readonly accountId?: string | undefined; readonly namespaces: readonly string[] }[],
  context: ToolContext,
): Promise<void> {
  const isLinked = questions.some(({ accountId }) => accountId !== undefined);
  const own = isLinked ? await callerAccountId(context) : undefined;
  for (const { accountId, namespaces } of questions) mayRead(mayReadOwner(accountId, own, context), namespaces);
}
