import type { Candidate } from './sources.ts';

/** The most values that the protocol lets an answer have. */
const MAX_VALUES = 100;

/** What is known of the values of an argument. */
export interface Known {
  readonly candidates: readonly Candidate[];
  /** Whether there are no others. */
  readonly complete: boolean;
}

export type Completion = { completion: { values: string[]; total?: number; hasMore: boolean } };

/** Those that begin with the text, then those that have it in them or in what else they are known by, in any case. */
export function matching({ candidates, complete }: Known, text: string): Completion {
  const wanted = text.toLowerCase();
  const begin: string[] = [];
  const hold: string[] = [];
  for (const { value, also } of candidates) {
    const name = value.toLowerCase();
    if (name.startsWith(wanted)) begin.push(value);
    else if (name.includes(wanted) || also?.toLowerCase().includes(wanted) === true) hold.push(value);
  }
  const all = [...new Set([...begin, ...hold])];
  return {
    completion: {
      values: all.slice(0, MAX_VALUES),
      ...(complete && { total: all.length }),
      hasMore: !complete || all.length > MAX_VALUES,
    },
  };
}
