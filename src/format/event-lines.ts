import { indentLines } from './log-message.ts';
import { fence } from './text.ts';
import { oneLine } from './visible.ts';

export interface EventLine {
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
  readonly mark?: string | undefined;
}

/**
 * Log events as lines in a fence: `09:31:02.123 a message`, under a line for each day. Groups and streams are written
 * once, in a legend before the fence, by letters.
 * @param marked the index of a line to point at with `>`
 */
export function eventLines(events: readonly EventLine[], marked?: number): { legend: string; lines: string } {
  const places = [...new Set(events.map(placeOf))];
  const letters = new Map(places.map((place, i) => [place, letterOf(i)]));
  const oneGroup = new Set(events.map((event) => event.group)).size === 1;
  const lines: string[] = [];
  let day = '';
  for (const [i, event] of events.entries()) {
    const date = event.time.slice(0, 10);
    if (date !== day) lines.push(`${date} UTC`);
    day = date;
    const pointed = marked === undefined ? '' : i === marked ? '> ' : '  ';
    const place = places.length === 1 ? '' : `${letters.get(placeOf(event))} `;
    const time = `${event.time.slice(11, 23)}${event.mark === undefined ? '' : `#${event.mark}`}`;
    lines.push(`${pointed}${time} ${place}${indentLines(event.message)}`);
  }
  return { legend: legendOf(places, letters, oneGroup), lines: events.length === 0 ? '' : fence(lines.join('\n')) };
}

function legendOf(places: readonly string[], letters: ReadonlyMap<string, string>, oneGroup: boolean): string {
  const split = places.map((place) =>
    place
      .split('\n', 1)
      .concat(place.slice(place.indexOf('\n') + 1))
      .map(oneLine),
  );
  const [group = '', stream = ''] = split[0] ?? [];
  if (places.length === 0) return '';
  if (places.length === 1) return `All in group ${group}, stream ${stream}`;
  const rows = split.map(([name, of], i) => `${letters.get(places[i] ?? '')} = ${oneGroup ? '' : `${name} `}${of}`);
  return [oneGroup ? `Streams of group ${group}:` : 'Group and stream:', ...rows].join('\n');
}

const placeOf = (event: EventLine) => `${event.group}\n${event.stream}`;

/** a … z, aa, ab … */
function letterOf(n: number): string {
  return (n < 26 ? '' : letterOf(Math.floor(n / 26) - 1)) + String.fromCodePoint(97 + (n % 26));
}
