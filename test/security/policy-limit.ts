import type { Args } from './policy-arguments.ts';

export interface Limit {
  readonly principal: string;
  readonly groups?: readonly string[];
  readonly rule: string;
  /** What no answer to a question that names none of it may hold. */
  readonly hidden: RegExp;
  /** Questions about what there is, and what each must still show. */
  readonly lists: readonly (readonly [tool: string, args: Args, shows: RegExp])[];
  /** Questions that name what is hidden. */
  readonly direct: readonly (readonly [tool: string, args: Args])[];
  /** Tools that do not read what the rule limits. */
  readonly unconcerned: readonly string[];
}
