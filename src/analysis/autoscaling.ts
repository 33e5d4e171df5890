import type { Alarm } from '../model.ts';

/**
 * Whether an alarm is one of Application Auto Scaling's or EC2 Auto Scaling's own: they are made by target tracking and
 * step scaling, fire in normal operation and need nobody's attention.
 */
export function isAutoscaling(alarm: Alarm): boolean {
  if (alarm.name.startsWith('TargetTracking-')) return true;
  const actions = Object.values(alarm.actions).flat();
  return actions.length > 0 && actions.every((arn) => /^arn:[^:]*:autoscaling:/.test(arn));
}
