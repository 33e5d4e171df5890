import type { Alarm } from '../world/types.ts';

export const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const;

export const TYPE_OF: Record<Alarm['kind'], (typeof ALARM_TYPES)[number]> = {
  metric: 'MetricAlarm',
  composite: 'CompositeAlarm',
  log: 'LogAlarm',
};
