import { formatValue } from './number.ts';
import { formatDuration } from './time.ts';

/** An alarm that AWS recommends for a metric. */
export interface RecommendedAlarm {
  readonly statistic: string;
  /** As PutMetricAlarm takes it: `GreaterThanThreshold`. */
  readonly comparison: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** Absent where it depends on the workload. */
  readonly threshold?: number | undefined;
  /** How to choose the threshold. */
  readonly choose?: string | undefined;
  readonly treatMissingData: string;
  /** The dimensions it is set on: names, and `Name=value` where the value is fixed. */
  readonly dimensions: readonly string[];
}

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/** `Average > 90 % in 5 of 5 periods of 1 min`; `your threshold` where it depends on the workload. */
export function alarmCondition(alarm: RecommendedAlarm, unit: string | undefined): string {
  const threshold = alarm.threshold === undefined ? 'your threshold' : formatValue(alarm.threshold, unit);
  const periods = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} periods of ${formatDuration(alarm.periodSeconds * 1000)}`;
  return `${alarm.statistic} ${SIGNS[alarm.comparison] ?? alarm.comparison} ${threshold} in ${periods}`;
}
