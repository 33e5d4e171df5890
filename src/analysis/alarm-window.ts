import type { Alarm, AlarmRule, Window } from '../model.ts';

/**
 * The window to look into for a change of state goes from this many evaluation spans before it (what normal looked like)
 * to this many periods after it.
 */
const SPANS_BEFORE = 5;
const PERIODS_AFTER = 2;
/** A composite alarm whose children cannot be read is taken to evaluate over five minutes. */
const UNKNOWN_SPAN_SECONDS = 300;

/** How long an alarm looks at its data before it changes state, and how often it looks, seconds. */
export function evaluationSpan(rule: AlarmRule, children: readonly Alarm[] = []): { span: number; period: number } {
  switch (rule.kind) {
    case 'metric':
    case 'metric_math':
    case 'anomaly_band':
    case 'sql':
      return { span: rule.periodSeconds * rule.periods, period: rule.periodSeconds };
    case 'log':
      return { span: Math.max(rule.periodSeconds * rule.periods, rule.fromSeconds), period: rule.periodSeconds };
    case 'promql':
      return { span: rule.pendingSeconds + rule.intervalSeconds, period: rule.intervalSeconds };
    default: {
      const spans = children
        .filter((child) => child.rule.kind !== 'composite')
        .map((child) => evaluationSpan(child.rule));
      if (spans.length === 0) return { span: UNKNOWN_SPAN_SECONDS, period: UNKNOWN_SPAN_SECONDS };
      return {
        span: Math.max(...spans.map(({ span }) => span)),
        period: Math.max(...spans.map(({ period }) => period)),
      };
    }
  }
}

/**
 * The window to investigate around a change of state: from 5 × period × evaluation periods before it to 2 × period after
 * it, on whole minutes, never past `now`. PromQL alarms count their pending period and evaluation interval, log alarms
 * their schedule, composite alarms their children's longest.
 */
export function windowToInvestigate(
  rule: AlarmRule,
  changedAt: number,
  now: number,
  children: readonly Alarm[] = [],
): Window {
  const { span, period } = evaluationSpan(rule, children);
  const start = floorMinute(changedAt - SPANS_BEFORE * span * 1_000);
  const end = floorMinute(changedAt + PERIODS_AFTER * period * 1_000 + 59_999);
  return { start, end: Math.max(start + 60_000, Math.min(end, Math.floor(now / 1_000) * 1_000)) };
}

function floorMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000;
}
