import { formatNumber } from '../format/number.ts';
import { cutAt } from '../format/text.ts';
import { formatTime } from '../format/time.ts';
import { alarmName } from './alarm-rule.ts';

/** Datapoints a shortened reason names; AWS lists the newest first. */
const MAX_DATAPOINTS = 3;
/** Longest reason in a table, in characters. */
const MAX_REASON_CHARS = 220;

/** A value with its time as AWS writes it: `95.3 (21/11/26 09:20:00)`, day before month. */
const DATAPOINT = /(-?[\d.]+(?:E[-+]?\d+)?) \((\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}):(\d{2})\)/g;

/**
 * AWS's reason for a state, shorter and as true: datapoints rounded to 4 digits with the time of day (with the date
 * where it is not `day`'s), the newest three of many, names for ARNs.
 * @param options `whole`: with every datapoint, however long
 * @param day a moment of the day that needs no date, epoch milliseconds: when the alarm changed its state
 */
export function shortReason(reason: string, day?: number, options: { whole?: boolean } = {}): string {
  const date = day === undefined ? '' : new Date(day).toISOString().slice(0, 10);
  const text = reason
    .replace(/^(?:Thresholds? Crossed|Insufficient Data|Unchecked): /, '')
    .replace(/\s*\(minimum \d+ datapoints? for [A-Z_]+ -> [A-Z_]+ transition\)/g, '')
    .replaceAll(/arn:[\w-]+:cloudwatch:[\w-]*:\d*:alarm:[^\s"',)]+/g, (arn) => alarmName(arn))
    .replaceAll(
      /\[([^[\]]*)\]/g,
      (list, inner: string) =>
        `[${datapoints(inner, date, options.whole ? Infinity : MAX_DATAPOINTS) ?? list.slice(1, -1)}]`,
    )
    .replaceAll(/(?<=thresholds? \(|thresholds? \[)-?[\d.]+(?:E[-+]?\d+)?(?:, -?[\d.]+(?:E[-+]?\d+)?)*/g, (numbers) =>
      rounded(numbers),
    )
    .replaceAll(/\s+/g, ' ')
    .replace(/\.$/, '')
    .trim();
  return options.whole || text.length <= MAX_REASON_CHARS ? text : `${cutAt(text, MAX_REASON_CHARS)}…`;
}

function datapoints(list: string, date: string, most: number): string | undefined {
  const found = [...list.matchAll(DATAPOINT)].map(([, value, day, month, year, time, second]) => {
    const on = `20${year}-${month}-${day}`;
    const at = second === '00' ? (time ?? '') : `${time}:${second}`;
    return `${formatNumber(Number(value))} (${on === date ? at : `${on}T${at}Z`})`;
  });
  if (found.length === 0) return undefined;
  const more = found.length - most;
  return more > 0 ? `${found.slice(0, most).join(', ')} and ${more} older` : found.join(', ');
}

function rounded(numbers: string): string {
  return numbers
    .split(', ')
    .map((n) => formatNumber(Number(n)))
    .join(', ');
}

/** `2026-11-21T09:20Z`, or `unknown`. */
export function sinceText(since: number | undefined): string {
  return since === undefined ? 'unknown' : formatTime(since);
}
