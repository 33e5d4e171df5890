/** The verdict over an alarm's latest datapoints: M of N, and what missing data means. */

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Judgement {
  /** N: the number of most recent periods that count (EvaluationPeriods). */
  readonly periods: number;
  /** M: how many of them must breach (DatapointsToAlarm). */
  readonly toAlarm: number;
  readonly missing: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

/** CloudWatch retrieves a few more periods than it evaluates; how many is not documented but in the examples: two. */
export const EXTRA_PERIODS = 2;

/**
 * The state after `points`, oldest first: true breaches, false does not, undefined is missing; N + 2 of them, the
 * evaluation range. Follows "Configuring how CloudWatch alarms treat missing data".
 * @returns undefined where the state stays what it is
 */
export function judge(points: readonly (boolean | undefined)[], rule: Judgement): State | undefined {
  const { periods, toAlarm, missing } = rule;
  let real = 0;
  let breaching = 0;
  let oldest = 0;
  for (let age = 1; age <= points.length && real < periods; age++) {
    const point = points[points.length - age];
    if (point === undefined) continue;
    real++;
    if (point) breaching++;
    oldest = age;
  }
  const filled = periods - real;
  if (breaching + (missing === 'breaching' ? filled : 0) >= toAlarm) return 'ALARM';
  if (filled === 0 || missing === 'breaching' || missing === 'notBreaching') return 'OK';
  if (real === 0) return missing === 'missing' ? 'INSUFFICIENT_DATA' : undefined;
  if (breaching < real) return 'OK';
  // Every datapoint there is breaches, but there are too few: an alarm once the oldest is as old as M periods.
  return missing === 'missing' && oldest >= toAlarm ? 'ALARM' : undefined;
}
