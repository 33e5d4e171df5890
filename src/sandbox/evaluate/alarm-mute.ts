/** When alarm mute rules mute: `at(…)` once, `cron(minute hour day month weekday)` again and again, both in UTC. Durations are ISO 8601, `PT1M` to `P15D`. */

import type { MuteRule } from '../world/types.ts';

const MINUTE_MS = 60_000;
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** ACTIVE while it mutes, EXPIRED once it never will again, else SCHEDULED. */
export function muteStatus(rule: MuteRule['configuration'], now: number): 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' {
  const { Expression, Duration } = rule.Rule.Schedule;
  if (now >= (rule.ExpireDate ?? Infinity)) return 'EXPIRED';
  const duration = durationMs(Duration);
  const at = /^at\((.+)\)$/.exec(Expression)?.[1];
  if (at !== undefined) {
    const start = Date.parse(`${at}Z`);
    if (now < start) return 'SCHEDULED';
    return now < start + duration ? 'ACTIVE' : 'EXPIRED';
  }
  for (let minute = Math.floor(now / MINUTE_MS) * MINUTE_MS; minute > now - duration; minute -= MINUTE_MS) {
    if (cronMatches(Expression, minute)) return 'ACTIVE';
  }
  return 'SCHEDULED';
}

function durationMs(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * MINUTE_MS;
}

function cronMatches(expression: string, time: number): boolean {
  const date = new Date(time);
  const fields = (/^cron\((.+)\)$/.exec(expression)?.[1] ?? '').trim().split(/\s+/);
  const values = [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ];
  const number = (word: string) => {
    const day = DAYS.indexOf(word.toUpperCase());
    const month = MONTHS.indexOf(word.toUpperCase());
    if (day >= 0) return day;
    return month >= 0 ? month + 1 : Number(word);
  };
  return values.every((value, i) =>
    (fields[i] ?? '').split(',').some((part) => {
      if (part === '*') return true;
      const [from = '', to = from] = part.split('-');
      return value >= number(from) && value <= number(to);
    }),
  );
}
