/** Why an alarm is in its state, in the words and the JSON that CloudWatch writes. */
import type { Alarm } from '../world/types.ts';
import type { State } from './alarm-judge.ts';
import type { Plan } from './alarm-plan.ts';

/** A period's value; undefined where it was missing. `time` is the period's start, epoch milliseconds. */
export interface Evaluated {
  readonly time: number;
  readonly value: number | undefined;
  readonly breaching: boolean;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

const WORDS: Record<string, string> = {
  GreaterThanThreshold: 'greater than the threshold',
  GreaterThanOrEqualToThreshold: 'greater than or equal to the threshold',
  LessThanThreshold: 'less than the threshold',
  LessThanOrEqualToThreshold: 'less than or equal to the threshold',
  GreaterThanUpperThreshold: 'greater than the upper thresholds',
  LessThanLowerThreshold: 'less than the lower thresholds',
  LessThanLowerOrGreaterThanUpperThreshold: 'less than the lower thresholds or greater than the upper thresholds',
};

/** `points` are the evaluated periods, oldest first. */
export function reasonText(state: State, before: State, points: readonly Evaluated[], plan: Plan): string {
  const { periods, toAlarm, missing } = plan.judgement;
  const real = points.filter(({ value }) => value !== undefined);
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${count(periods, 'datapoint')} ${periods === 1 ? 'was' : 'were'} unknown.`;
  }
  if (real.length === 0) {
    const treated = missing === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${count(periods, 'period')} and ${count(periods, 'missing datapoint')} ${periods === 1 ? 'was' : 'were'} treated as [${treated}].`;
  }
  const wanted =
    state === 'ALARM' ? real.filter(({ breaching }) => breaching) : real.filter(({ breaching }) => !breaching);
  const listed = wanted.toReversed();
  const values = listed.map(({ value, time }) => `${decimal(value ?? 0)} (${dayFirst(time)})`).join(', ');
  const needed = state === 'ALARM' ? toAlarm : periods - toAlarm + 1;
  const one = listed.length === 1;
  const not = state === 'ALARM' ? '' : 'not ';
  const transition =
    before === state ? '' : ` (minimum ${count(needed, 'datapoint')} for ${before} -> ${state} transition)`;
  return `Threshold Crossed: ${listed.length} out of the last ${count(periods, 'datapoint', true)} [${values}] ${one ? 'was' : 'were'} ${not}${WORDS[plan.operator] ?? ''} (${thresholdText(listed, plan)})${transition}.`;
}

function thresholdText(points: readonly Evaluated[], { threshold, operator }: Plan): string {
  if (threshold !== undefined) return decimal(threshold);
  const edges = (edge: 'low' | 'high') => points.map((point) => decimal(point[edge] ?? 0)).join(', ');
  if (operator === 'GreaterThanUpperThreshold') return `[${edges('high')}]`;
  return operator === 'LessThanLowerThreshold' ? `[${edges('low')}]` : `[${edges('low')}] or [${edges('high')}]`;
}

/** StateReasonData, version 1.0. `at` is the evaluation, epoch milliseconds. */
export function reasonData(alarm: Alarm, points: readonly Evaluated[], plan: Plan, at: number): string {
  const { configuration } = alarm;
  const real = points.filter(({ value }) => value !== undefined);
  return JSON.stringify({
    version: '1.0',
    queryDate: awsDate(at),
    ...(points[0] && { startDate: awsDate(points[0].time) }),
    ...(configuration.Unit !== undefined && { unit: configuration.Unit }),
    statistic: configuration.ExtendedStatistic ?? configuration.Statistic,
    period: plan.interval / 1000,
    recentDatapoints: real.map(({ value }) => value),
    ...(plan.threshold !== undefined && { threshold: plan.threshold }),
    ...(real.some(({ high }) => high !== undefined) && {
      recentLowerThresholds: real.map(({ low }) => low),
      recentUpperThresholds: real.map(({ high }) => high),
    }),
    evaluatedDatapoints: points.toReversed().map(({ time, value }) => ({ timestamp: awsDate(time), value })),
  });
}

function count(number: number, noun: string, plural = number !== 1): string {
  return `${number} ${noun}${plural ? 's' : ''}`;
}

/** Java's way to print a double, short of its exponents: `5.0`, `12.25`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `21/11/26 06:59:00`, UTC. */
function dayFirst(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}

/** `2026-11-21T06:59:00.000+0000`. */
export function awsDate(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
