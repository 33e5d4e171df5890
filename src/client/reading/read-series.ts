import { splitRow } from './read-table.ts';
import { UnreadableError } from './unreadable.ts';

/** A series as a table of times and values shows it: ISO 8601 in UTC, and the number in the table's unit. */
export interface ReadSeries {
  /** The column's heading. */
  readonly label: string;
  readonly points: readonly (readonly [time: string, value: number])[];
}

/**
 * The first column of values in the table whose rows are times: its heading is `time (UTC, 2026-11-21)`. A table of one
 * series has several values in a row, as its heading says: `Average (%), one every 1 min from then on`.
 */
export function readSeries(text: string): ReadSeries {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('| time (UTC'));
  const [time = '', heading = ''] = splitRow(lines[at] ?? '');
  const [, label = heading, step] = /^(.*), one every ([\w ]+) from then on$/.exec(heading) ?? [];
  const stepMs = step === undefined ? 0 : durationOf(step);
  const shared = /\(UTC, ([\d-]+)\)/.exec(time)?.[1] ?? '';
  const points: [string, number][] = [];
  for (const line of lines.slice(at + 2)) {
    if (at < 0 || !line.startsWith('|')) break;
    const [when = '', cell = ''] = splitRow(line);
    // `06:53 to 07:09` is a run of equal values.
    for (const moment of when.split(' to ').map((part) => isoOf(shared, part))) {
      if (moment === undefined) continue;
      for (const [i, part] of cell.replaceAll(' (filling)', '').split(' ').entries()) {
        const value = Number(part.replaceAll(',', ''));
        if (part === '-' || Number.isNaN(value)) continue;
        points.push([new Date(Date.parse(moment) + i * stepMs).toISOString().replace(':00.000Z', 'Z'), value]);
      }
    }
  }
  if (points.length >= 3) return { label, points };
  throw new UnreadableError('the text before has no table of times and values with three or more points.');
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000 };

/** `1 h 30 min` in milliseconds. */
function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+) (d|h|min|s)\b/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

/** `09:40`, `11-21 09:40` or `2026-11-21 09:40` with what the heading says they share, as ISO 8601. */
function isoOf(shared: string, cell: string): string | undefined {
  const clock = /^(?:([\d-]+) )?(\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?)/.exec(cell);
  if (!clock) return undefined;
  const date = [shared, clock[1] ?? ''].filter((part) => part !== '').join('-');
  const iso = `${date}T${clock[2]}Z`;
  return Number.isNaN(Date.parse(iso)) ? undefined : iso;
}

/** When a series leaves what it was, and how far it goes. */
export interface Departure {
  /** The mean of what it was in the first third of the time. */
  readonly before: number;
  /** The last time at which it still was as before, and the first at which it is not. */
  readonly lastNormal: string;
  readonly from: string;
  /** The value farthest from `before`. */
  readonly extreme: number;
  readonly extremeAt: string;
}

/** A point is as before while it is within this share of the way to the extreme, or within the noise of the first third. */
const NORMAL_SHARE = 0.1;

/** @throws UnreadableError where the series does not move away from where it begins */
export function departureOf({ points, label }: ReadSeries): Departure {
  const times = points.map(([time]) => Date.parse(time));
  const third = Math.min(...times) + (Math.max(...times) - Math.min(...times)) / 3;
  const head = points.filter(([time]) => Date.parse(time) <= third).map(([, value]) => value);
  const before = head.reduce((sum, value) => sum + value, 0) / head.length;
  const distance = (point: readonly [string, number]) => Math.abs(point[1] - before);
  const extreme = points.reduce((most, point) => (distance(point) > distance(most) ? point : most));
  const noise = Math.max(...head) - Math.min(...head);
  const normal = Math.max(noise, NORMAL_SHARE * distance(extreme));
  const rise = points.slice(0, points.indexOf(extreme) + 1);
  const last = rise.findLastIndex((point) => distance(point) <= normal);
  const [lastNormal, from] = [rise[last], rise[last + 1]];
  if (lastNormal === undefined || from === undefined) {
    throw new UnreadableError(`in the text before, ${label || 'the series'} does not leave the values it begins with.`);
  }
  return { before, lastNormal: lastNormal[0], from: from[0], extreme: extreme[1], extremeAt: extreme[0] };
}
