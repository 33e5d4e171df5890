import { hasTransformer } from '../../../aws/log-transformers.ts';
import { withDeadline } from '../../../deadline.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';

/** Groups that are looked at; each is one small call, kept for ten minutes. */
const MAX_GROUPS = 3;
/** How long the answer may wait for it, milliseconds. */
const WAIT_MS = 1_000;

/**
 * What to know about events of groups (names or ARNs) with a transformer, which are shown as they came in: which of the
 * first few are such, or that the role may not ask. Undefined where there is nothing to say.
 */
export async function transformedNote(
  groups: Iterable<string>,
  region: string,
  { aws, signal, timeLeft }: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
): Promise<string | undefined> {
  const asked = [...new Set(groups)].slice(0, MAX_GROUPS);
  const found = await withDeadline(signal, Math.min(WAIT_MS, timeLeft() / 3), (patience) =>
    Promise.all(
      asked.map(async (group) => {
        try {
          return await hasTransformer(aws, region, group, { signal: patience.signal });
        } catch (error) {
          if (error instanceof ToolError) return 'refused';
          signal.throwIfAborted();
          if (patience.passed()) return false;
          throw error;
        }
      }),
    ),
  );
  if (found.includes('refused')) {
    return 'Whether a log transformer changes these events is unknown: needs logs:GetTransformer';
  }
  const transformed = asked.filter((_, i) => found[i] === true);
  if (transformed.length === 0) return undefined;
  return `Untransformed: ${transformed.join(', ')} has a log transformer; these are the events as they came in, Logs Insights shows the transformed ones.`;
}
