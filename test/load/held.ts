/** From when to when a request was at the upstream, milliseconds of one clock. */
export interface Held {
  readonly from: number;
  readonly to: number;
}

/** The milliseconds in which at least one of them was: requests that are sent together delay a call once. */
export function togetherMs(stays: readonly Held[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const { from, to } of stays.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
