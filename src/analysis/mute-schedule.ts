import type { MuteRule } from '../model.ts';

const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::\d{2})?\)$/;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/**
 * When a one-time mute rule ends, epoch milliseconds; undefined for a recurring one, and for what cannot be read.
 * The schedule's time is one of the rule's time zone.
 */
export function muteEnd(rule: Pick<MuteRule, 'schedule' | 'duration' | 'timeZone'>): number | undefined {
  const local = AT.exec(rule.schedule)?.[1];
  const [, days = 0, hours = 0, minutes = 0] = DURATION.exec(rule.duration) ?? [];
  const ms = Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
  if (local === undefined || ms === 0) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  const offset = zoneOffset(asUtc, rule.timeZone);
  return offset === undefined || Number.isNaN(asUtc) ? undefined : asUtc - offset + ms;
}

/** How far a zone is ahead of UTC at a moment, milliseconds. */
function zoneOffset(at: number, timeZone: string): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000);
  } catch {
    return undefined;
  }
}
