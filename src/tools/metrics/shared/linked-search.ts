import { byRule } from '../../../access.ts';
import type { MetricQuery } from '../../../aws/metric-query.ts';
import { sourceLinks } from '../../../aws/oam.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { asideMs, readWithin } from '../../patience.ts';
import { namespacesOf } from './metric-queries.ts';

/** What `maySearchLinked` asks AWS. */
export const LINKED_SEARCH_ACTIONS = ['oam:ListSinks', 'oam:ListAttachedLinks'] as const;

/**
 * Refuses SEARCH and Metrics Insights where the account is linked to others that the caller may not see: in a monitoring
 * account they find the metrics of every linked one. Asks for the links only where the caller's accounts are limited.
 * @throws ToolError not_allowed, also where it is not known which accounts are linked
 */
export async function maySearchLinked(
  queries: readonly MetricQuery[],
  region: string,
  context: ToolContext,
): Promise<void> {
  const { access, accessTo, account } = context;
  const finds = queries.find((query) => query.expression !== undefined && namespacesOf([query]).length > 0);
  if (finds === undefined || access.account('')) return;
  const linked = await linkedAccounts(region, context);
  const hidden = linked?.find((id) => id !== account?.id && accessTo(id) === undefined);
  if (linked !== undefined && hidden === undefined) return;
  const why = byRule(access, 'account', hidden ?? '');
  const what =
    linked === undefined
      ? `Which accounts are linked to this one is not known (it needs ${LINKED_SEARCH_ACTIONS.join(' and ')})`
      : 'This account shows the metrics of linked accounts, not all of which you may see';
  throw new ToolError(
    'not_allowed',
    `${what}${why}, and SEARCH and Metrics Insights (${JSON.stringify(finds.id)}) find the metrics of all of them. Name each metric by namespace, name and dimensions instead: list_metrics finds them.`,
  );
}

/** By id; undefined where AWS does not say. */
async function linkedAccounts(region: string, context: ToolContext): Promise<string[] | undefined> {
  try {
    const links = await readWithin(asideMs(context), context, (signal) => sourceLinks(context.aws, region, signal));
    return links.map((link) => link.account);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
