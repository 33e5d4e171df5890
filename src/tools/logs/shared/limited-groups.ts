import { byRule } from '../../../access.ts';
import type { Reach } from '../../define.ts';

/**
 * That there may be more than is shown, and why; undefined where the caller may read every log group. Says nothing of what
 * there is.
 * @param what is shown: `queries`
 */
export function limitedGroups(reaches: readonly Reach[], what: string): string | undefined {
  const limited = reaches.find(({ access }) => !access.logGroup(''));
  if (limited === undefined) return undefined;
  return `Only ${what} on log groups that you may read are shown${byRule(limited.access, 'logGroup', '')}.`;
}
