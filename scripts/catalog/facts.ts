import type { RecommendedAlarm } from '../../src/format/recommended-alarm.ts';

/** A recommended alarm as a source states it. */
export type AlarmFact = Omit<RecommendedAlarm, 'choose'>;

/** What one source says of one metric. */
export interface MetricFact {
  readonly namespace: string;
  readonly name: string;
  /** By CloudWatch's name. */
  readonly unit?: string | undefined;
  /** What it can be read by, the source's first first. */
  readonly statistics?: readonly string[] | undefined;
  /** Sets of dimension names that it is published under. */
  readonly dimensionSets?: readonly (readonly string[])[] | undefined;
  readonly alarms?: readonly AlarmFact[] | undefined;
}

export interface Facts {
  readonly metrics: readonly MetricFact[];
  /** Per namespace the names of dimensions that its metrics have, where their sets are not known. */
  readonly dimensionNames?: Readonly<Record<string, readonly string[]>> | undefined;
}
