import { filterLogEvents } from '../../../aws/log-events.ts';
import type { EventOrder } from '../../../analysis/event-order.ts';
import type { PartialFailure } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { untilAnswer } from '../../patience.ts';
import { contextAt } from '../../places.ts';
import type { AskedPattern } from './asked-pattern.ts';
import { explainGroupError, isPatternError, patternError } from './log-errors.ts';
import type { Resumed } from './resume-search.ts';
import { searchGroups, type GroupsAnswer } from './search-groups.ts';
import type { Target } from './search-targets.ts';
import { transformedNote } from './transformed.ts';

interface AskedSearch extends AskedPattern {
  readonly order: EventOrder;
  readonly limit: number;
  readonly stream_prefix?: string | undefined;
}

/** Searches the groups, each account at a rate of its own, until an answer should be given with what is known. */
export async function searchAll(
  targets: ReadonlyMap<string, Target>,
  { window, after }: Resumed,
  asked: AskedSearch,
  pattern: string | undefined,
  context: ToolContext,
): Promise<GroupsAnswer> {
  const groups = [...targets.keys()];
  const question = { groups, window, order: asked.order, count: asked.limit + 1, afterKey: after?.[0] };
  const onPage = (done: number) =>
    context.progress(`searched ${done} of ${groups.length} log groups`, done, groups.length);
  return untilAnswer(context, (deadline) =>
    searchGroups(
      question,
      async (key, request, signal) => {
        const target = targets.get(key);
        if (target === undefined) throw new Error(`no log group ${key}`);
        const { place, group } = target;
        const filter = { ...request, group: group.id, pattern, streamPrefix: asked.stream_prefix };
        const page = await filterLogEvents(place.reach.aws, place.region, filter, { signal });
        return key === group.id ? page : { ...page, events: page.events.map((event) => ({ ...event, group: key })) };
      },
      { ...deadline, onPage, laneOf: (key) => targets.get(key)?.place },
    ),
  );
}

/** @throws ToolError where the pattern is wrong, or no group could be searched */
export async function explainFailures(
  { failed, searched }: GroupsAnswer,
  asked: AskedSearch,
  targets: ReadonlyMap<string, Target>,
  context: ToolContext,
): Promise<PartialFailure[]> {
  const wrongPattern = failed.find(({ error }) => isPatternError(error, asked));
  if (wrongPattern !== undefined) throw patternError(wrongPattern.error, asked);
  const explained = await Promise.all(
    failed.map(async ({ group: key, error }) => {
      const target = targets.get(key);
      if (target === undefined) return { source: key, error };
      const at = contextAt(context, target.place);
      return { source: key, error: await explainGroupError(error, target.group.id, target.place.region, at) };
    }),
  );
  const [first] = explained;
  if (first !== undefined && searched.length === 0) throw first.error;
  return explained.map(({ source, error }) => {
    const several = targets.get(source)?.place.account !== undefined;
    return { source, error: several ? `${source}: ${error.message}` : error.message };
  });
}

/** What to know of transformers of the groups shown: see `transformedNote`. */
export async function transformedNotes(targets: readonly Target[], context: ToolContext): Promise<string | undefined> {
  const byPlace = [...Map.groupBy(targets, ({ place }) => place)];
  const notes = await Promise.all(
    byPlace.map(([place, of]) => {
      const ids = of.map(({ group }) => group.id);
      return transformedNote(ids, place.region, contextAt(context, place));
    }),
  );
  return notes.find((note) => note !== undefined);
}
