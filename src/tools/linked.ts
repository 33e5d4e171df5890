import { byRule } from '../access.ts';
import { sourceLinks } from '../aws/oam.ts';
import { ToolError } from '../errors.ts';
import type { ToolContext } from './define.ts';
import { asideMs, readWithin } from './patience.ts';

/** What `hiddenByLinks` asks AWS. */
export const LINKS_ACTIONS = ['oam:ListSinks', 'oam:ListAttachedLinks'] as const;

export type LinksContext = Pick<ToolContext, 'account' | 'aws' | 'access' | 'accessTo' | 'signal' | 'timeLeft'>;

/**
 * Why a caller may not have what reads over all accounts that are linked to this one in a region, as SEARCH and Metrics
 * Insights do in a monitoring account: a part of a sentence; undefined where it may. Asks for the links only where the
 * caller's accounts are limited, and refuses where they are not known.
 */
export async function hiddenByLinks(region: string, context: LinksContext): Promise<string | undefined> {
  const { access, accessTo, account } = context;
  if (access.account('')) return undefined;
  const linked = await linkedAccounts(region, context);
  const hidden = linked?.find((id) => id !== account?.id && accessTo(id) === undefined);
  if (linked !== undefined && hidden === undefined) return undefined;
  const what =
    linked === undefined
      ? `Which accounts are linked to this one is not known (it needs ${LINKS_ACTIONS.join(' and ')})`
      : 'This account shows the metrics of linked accounts, not all of which you may see';
  return `${what}${byRule(access, 'account', hidden ?? '')}`;
}

/** By id; undefined where AWS does not say. */
async function linkedAccounts(region: string, context: LinksContext): Promise<string[] | undefined> {
  try {
    const links = await readWithin(asideMs(context), context, (signal) => sourceLinks(context.aws, region, signal));
    return links.map((link) => link.account);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
