import { LRUCache } from 'lru-cache';
import { isAllowed } from '../policy/allowed-reaches.ts';
import type { Principal } from '../principal.ts';
import type { AnyTool, Reach } from '../tools/define.ts';
import type { PublishedTool } from './publish.ts';

/** What callers are told before they ask. */
export interface Published {
  readonly tools: readonly PublishedTool[];
  readonly instructions: string;
}

interface Publishing {
  readonly tools: readonly AnyTool[];
  readonly reaches: (principal: Principal) => readonly Reach[];
  /**
   * @param regions those that the caller may ask about, the default first
   * @param accounts aliases of those that it may ask about; none where none is configured
   */
  readonly publish: (tool: AnyTool, regions: readonly string[], accounts: readonly string[]) => PublishedTool;
  readonly instruct: (regions: readonly string[], tools: readonly AnyTool[], accounts: readonly string[]) => string;
}

/** Different sets of tools, accounts and regions that are kept. */
const MAX_VIEWS = 100;

/**
 * What a principal is told: without tools, accounts and regions that its policy refuses. The same object for everybody who may
 * see the same: a conversion costs more than a call.
 */
export function publishedTo({ tools, reaches, publish, instruct }: Publishing): (principal: Principal) => Published {
  const views = new LRUCache<string, Published>({ max: MAX_VIEWS });
  return (principal) => {
    const all = reaches(principal);
    const own = all
      .filter(isAllowed)
      // Not spread: that would open each account for whoever lists the tools.
      .map(({ account, access, regions }) => ({ account, access, regions: regions.filter(access.region) }));
    const usable = toolsOf(tools, own);
    const key = JSON.stringify([
      usable.map(({ name }) => name),
      own.map(({ account, regions }) => [account?.id, regions]),
    ]);
    const known = views.get(key);
    if (known !== undefined) return known;
    const { region: regions, account: accounts } = choicesOf(own);
    const view = {
      tools: usable.map((tool) => publish(tool, regions, accounts)),
      instructions: instruct(regions, usable, accounts),
    };
    views.set(key, view);
    return view;
  };
}

/** What the parameters `region` and `account` may be, the default first; none of an account where none is configured. */
export function choicesOf(
  reaches: readonly Pick<Reach, 'account' | 'access' | 'regions'>[],
): Readonly<Record<'region' | 'account', readonly string[]>> {
  return {
    region: [...new Set(reaches.flatMap(({ regions, access }) => regions.filter(access.region)))],
    account: reaches.flatMap(({ account }) => account?.alias ?? []),
  };
}

/** The tools that may be asked about one of the reaches at least. */
export function toolsOf(tools: Iterable<AnyTool>, reaches: readonly Pick<Reach, 'access'>[]): AnyTool[] {
  return [...tools].filter(({ toolset }) => reaches.some(({ access }) => access.toolset(toolset)));
}
