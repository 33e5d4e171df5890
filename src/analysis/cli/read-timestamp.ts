/** `2026-11-21`, `2026-11-21T09:40`, with seconds, a fraction, `Z` or an offset; a space may stand for the T. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * A time as the AWS CLI takes it: ISO 8601, UTC where it says no offset, or epoch seconds.
 * @returns undefined for what is neither
 */
export function readTimestamp(value: string | number): Date | undefined {
  if (typeof value === 'number' || /^\s*\d+(?:\.\d+)?\s*$/.test(value)) return valid(Number(value) * 1000);
  const match = ISO.exec(value.trim());
  if (match === null) return undefined;
  const [, day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = /^(?:Z|UTC)$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  return valid(Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`));
}

function valid(ms: number): Date | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
