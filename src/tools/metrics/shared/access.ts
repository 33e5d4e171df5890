import type { Access } from '../../../access.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { accessOfOwner } from '../../owners.ts';
import { callerAccountId } from '../../patience.ts';

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
      ? 'An expression reads metrics of no namespace it names, which you are not allowed to. Name the namespace: FROM SCHEMA("AWS/EC2", …) or SEARCH(\'{AWS/EC2,…} …\').'
      : `The namespace ${JSON.stringify(refused)} is not allowed for you. list_metrics shows those that are.`,
  );
}

/**
 * Refuses a question about metrics that another account owns, which is linked to the one asked, where the caller may not
 * read them there.
 * @param questions the owners, by id, each with the namespaces that are read of it
 * @throws ToolError not_allowed
 */
export async function mayReadOf(
  questions: readonly { readonly accountId?: string | undefined; readonly namespaces: readonly string[] }[],
  context: ToolContext,
): Promise<void> {
  const linked = questions.filter(({ accountId }) => accountId !== undefined);
  if (linked.length === 0) return;
  const own = await callerAccountId(context);
  for (const { accountId, namespaces } of linked) {
    const access = accessOfOwner(accountId, own, context);
    if (access === undefined) throw new ToolError('not_allowed', `The account ${accountId} is not allowed for you.`);
    mayRead(access, namespaces);
  }
}
