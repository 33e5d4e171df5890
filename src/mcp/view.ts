import { isAllowed } from '../policy/allowed-reaches.ts';
import type { Principal } from '../principal.ts';
import type { Reach } from '../tools/define.ts';
import type { McpServices } from './answer.ts';
import { choicesOf } from './published.ts';

/** What a principal may ask, without asking anything: for lists of prompts and resources, and what completes there. */
export interface View {
  /** Names of the tools that are published to it. */
  readonly tools: ReadonlySet<string>;
  /** The default first. */
  readonly regions: readonly string[];
  /** Aliases, the default first; none where none is configured. */
  readonly accounts: readonly string[];
  readonly reaches: readonly Reach[];
}

export function viewOf(principal: Principal, services: McpServices): View {
  const reaches = services.reaches(principal).filter(isAllowed);
  const { region: regions, account: accounts } = choicesOf(reaches);
  return { tools: new Set(services.published(principal).map(({ name }) => name)), regions, accounts, reaches };
}

/** The first account that has a region, by alias; undefined where none is configured. */
export function accountWith(region: string, { reaches }: View): string | undefined {
  const having = reaches.find(({ regions, access }) => regions.includes(region) && access.region(region));
  return (having ?? reaches[0])?.account?.alias;
}
