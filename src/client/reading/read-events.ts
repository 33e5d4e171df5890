/** A log line as a text shows it. */
export interface ReadEvent {
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string;
  /** `HH:MM:SS.mmm`, with the mark that tells lines of one millisecond apart, as it is written. */
  readonly stamp: string;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

const DAY = /^(\d{4}-\d{2}-\d{2}) UTC$/;
const LINE = /^(?:[> ] )?((\d{2}:\d{2}:\d{2}\.\d{3})(?:#[\w.]+)?) (.*)$/;
const AROUND = / of stream (?<stream>.+) in (?<group>[^\s,]+), /;
const FENCE = /^`{3,}$/;

/** The log lines in a text, in its order: those between fences, with group and stream from the legend before them. */
export function readEvents(text: string): ReadEvent[] {
  const lines = text.split('\n');
  const open = lines.findIndex((line) => FENCE.test(line));
  const close = lines.findIndex((line, i) => i > open && line === lines[open]);
  if (open < 0 || close < 0) return [];
  const places = readPlaces(lines.slice(0, open));
  const events: ReadEvent[] = [];
  let day = '';
  for (const line of lines.slice(open + 1, close)) {
    day = DAY.exec(line)?.[1] ?? day;
    const [, stamp = '', time = '', rest = ''] = LINE.exec(line) ?? [];
    if (stamp === '' || day === '') continue;
    const letter = /^([a-z]{1,2}) /.exec(rest)?.[1];
    const only = places.get('');
    const place = only ?? (letter === undefined ? undefined : places.get(letter));
    if (place === undefined) continue;
    const message = only === undefined ? rest.slice((letter ?? '').length + 1) : rest;
    events.push({ time: `${day}T${time}Z`, stamp, ...place, message });
  }
  return events;
}

interface Place {
  readonly group: string;
  readonly stream: string;
}

/** `… of stream s in g, …`; `All in group g, stream s`; `Streams of group g:` with `a = s` below; `Group and stream:` with `a = g s` below. */
function readPlaces(lines: readonly string[]): Map<string, Place> {
  const places = new Map<string, Place>();
  let group: string | undefined;
  for (const line of lines) {
    const all = /^All in group (?<group>\S+), stream (?<stream>.+)$/.exec(line) ?? AROUND.exec(line);
    if (all) places.set('', { group: all.groups?.['group'] ?? '', stream: all.groups?.['stream'] ?? '' });
    group = /^Streams of group (\S+):$/.exec(line)?.[1] ?? group;
    const entry = /^([a-z]{1,2}) = (.+)$/.exec(line);
    if (!entry) continue;
    const [, letter = '', rest = ''] = entry;
    const [first = '', ...others] = rest.split(' ');
    places.set(letter, group === undefined ? { group: first, stream: others.join(' ') } : { group, stream: rest });
  }
  return places;
}

/** What `get_log_events` takes for the place of a line, as `search_log_events` explains it. */
export function pointerTo(event: ReadEvent): string {
  const mark = event.stamp.split('#')[1];
  return `${event.group} ${event.stream} ${event.time}${mark === undefined ? '' : `#${mark}`}`;
}

/** What a line says without what every line has: the `msg` or `message` of JSON and logfmt, else the line. */
export function saidBy({ message }: ReadEvent): string {
  const quoted = /(?:"(?:msg|message)":|\bmsg=)("(?:[^"\\]|\\.)*(?:"|$))/.exec(message)?.[1];
  if (quoted === undefined) return message.replaceAll(/\s+/g, ' ').trim();
  try {
    return String(JSON.parse(quoted));
  } catch {
    // A clipped message has no end of its quotes.
    return quoted.replaceAll(/^"|"$/g, '').replaceAll('\\"', '"');
  }
}
