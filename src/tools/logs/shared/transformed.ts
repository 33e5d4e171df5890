import { hasTransformer } from '../../../aws/log-transformers.ts';
import { withDeadline } from '../../../deadline.ts';
import type { ToolContext } from '../../define.ts';

/** Groups that are looked at; each is one small call, kept for ten minutes. */
const MAX_GROUPS = 3;
/** How long the answer may wait for it, milliseconds. */
const WAIT_MS = 1_000;

/** Of the first few of the groups (names or ARNs) those with a transformer, whose events are shown as they came in. */
export async function transformedGroups(
  groups: Iterable<string>,
  region: string,
  { aws, signal, timeLeft }: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
): Promise<string[] | undefined> {
  const asked = [...new Set(groups)].slice(0, MAX_GROUPS);
  const found = await withDeadline(signal, Math.min(WAIT_MS, timeLeft() / 3), (patience) =>
    Promise.all(
      asked.map(async (group) => {
        try {
          return await hasTransformer(aws, region, group, { signal: patience.signal });
        } catch (error) {
          signal.throwIfAborted();
          if (patience.passed()) return false;
          throw error;
        }
      }),
    ),
  );
  const transformed = asked.filter((_, i) => found[i]);
  return transformed.length === 0 ? undefined : transformed;
}

/** What to know about events of such groups. */
export function transformedNote(groups: readonly string[] | undefined): string {
  if (groups === undefined) return '';
  return `Untransformed: ${groups.join(', ')} has a log transformer; these are the events as they came in, Logs Insights shows the transformed ones.`;
}
