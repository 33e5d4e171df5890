import pLimit from 'p-limit';
import {
  MAX_PAGE,
  searchGroup,
  type EventPage,
  type GroupSearch,
  type PageRequest,
} from '../../../analysis/group-search.ts';
import { lastKeyNeeded, type Searched } from '../../../analysis/merge-searches.ts';
import type { EventOrder } from '../../../analysis/event-order.ts';
import { OverBudget } from '../../../budget/ledger.ts';
import type { Deadline } from '../../../deadline.ts';
import { ToolError } from '../../../errors.ts';
import type { Window } from '../../../model.ts';

/** Pages that are read at once, over all groups of an account: enough to use up the quota of 5 a second at half a second a page. */
const CONCURRENT_READS = 4;

export interface GroupsQuestion {
  readonly groups: readonly string[];
  readonly window: Window;
  readonly order: EventOrder;
  /** Events wanted; reading stops where no further one can be among the first so many. */
  readonly count: number;
  /** Key of the last event already shown: those of its millisecond are read again and do not count. */
  readonly afterKey?: number | undefined;
}

export interface GroupsAnswer {
  readonly searched: readonly Searched[];
  readonly failed: readonly { group: string; error: ToolError }[];
  /** Whether the deadline ended the search before it knew enough. */
  readonly stopped: boolean;
  /** The budget that ended it before, where one did after the first page. */
  readonly overBudget?: OverBudget | undefined;
}

/**
 * Searches groups side by side, always where the answer needs it: no group is searched past the last event wanted.
 * @param read reads one page of one group
 * @param control whose deadline, once passed, ends the search with what is known; `laneOf` names what a group shares its rate
 * with: one that is throttled does not keep the others
 * @throws the reason of the signal where the caller left; what `read` throws other than a ToolError; OverBudget where no page
 *   could be read
 */
export async function searchGroups(
  question: GroupsQuestion,
  read: (group: string, request: PageRequest, signal: AbortSignal) => Promise<EventPage>,
  control: Deadline & { readonly onPage?: (done: number) => void; readonly laneOf?: (group: string) => unknown },
): Promise<GroupsAnswer> {
  const { order, window, count } = question;
  // More than wanted, so that one page also shows that the last one shares its millisecond with no other.
  const pageEvents = Math.min(2 * count, MAX_PAGE);
  const searches = new Map<string, GroupSearch>(
    question.groups.map((group) => [group, searchGroup(window, order, pageEvents)]),
  );
  const failed = new Map<string, ToolError>();
  const lanes = new Map(question.groups.map((group) => [control.laneOf?.(group), pLimit(CONCURRENT_READS)]));
  const limitOf = (group: string) => lanes.get(control.laneOf?.(group)) ?? pLimit(CONCURRENT_READS);
  const lastKey = () => {
    const live = [...searches].filter(([group]) => !failed.has(group)).map(([, search]) => search.found());
    return lastKeyNeeded(live, order, count, question.afterKey);
  };
  let pages = 0;
  let overBudget: OverBudget | undefined;
  const isOver = () => control.passed() || overBudget !== undefined;
  const unfinished = () =>
    [...searches].filter(([group, search]) => !failed.has(group) && search.next(lastKey()) !== undefined);

  async function step(group: string, search: GroupSearch): Promise<boolean> {
    const request = isOver() ? undefined : search.next(lastKey());
    if (request === undefined) return false;
    try {
      search.accept(await read(group, request, control.signal));
      pages += 1;
      return true;
    } catch (error) {
      if (control.passed()) return false;
      control.signal.throwIfAborted();
      if (!(error instanceof ToolError)) throw error;
      if (error instanceof OverBudget) {
        overBudget = error;
        return false;
      }
      failed.set(group, error);
      return false;
    }
  }

  const done = new Set<string>();
  // A second round where what one group found made another one's older events matter again.
  for (let left = unfinished(); left.length > 0 && !isOver(); left = unfinished()) {
    await Promise.all(
      left.map(async ([group, search]) => {
        const limit = limitOf(group);
        while (await limit(() => step(group, search)));
        if (done.has(group)) return;
        done.add(group);
        control.onPage?.(done.size);
      }),
    );
  }
  if (overBudget !== undefined && pages === 0) throw overBudget;
  return {
    overBudget,
    searched: [...searches]
      .filter(([group]) => !failed.has(group))
      .map(([group, search]) => ({ group, events: search.found(), frontier: search.frontier() })),
    failed: [...failed].map(([group, error]) => ({ group, error })),
    stopped: control.passed() && unfinished().length > 0,
  };
}
