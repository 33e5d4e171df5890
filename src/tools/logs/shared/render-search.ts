import { formatPointer } from '../../../analysis/event-pointer.ts';
import { parseLogGroup } from '../../../analysis/log-group-ref.ts';
import { formatCall } from '../../../format/call.ts';
import { logGroupLink, logGroupsLink } from '../../../format/console-link.ts';
import { eventLines } from '../../../format/event-lines.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { formatTime, formatWindow } from '../../../format/time.ts';
import { transformedNote } from './transformed.ts';
import type { SearchOutput } from '../search-log-events.ts';

/** The text of a search: what was searched and how far, the lines, what failed, how to go on. */
export function renderSearch(output: SearchOutput): string {
  const { legend, lines } = eventLines(output.items);
  const behind = output.behind.map(
    (part) =>
      `Not searched in time: ${part.group} from ${shorter(part.start)} to ${shorter(part.end)}; ask for it alone.`,
  );
  const failures = output.failures.map((failure) => `Not searched: ${failure.error}`);
  return paragraphs(
    scope(output),
    legend === '' ? '' : `${legend}\n${pointerHint(output)}`,
    lines,
    [...behind, ...failures, output.note ?? advice(output)].filter((line) => line !== '').join('\n'),
    transformedNote(output.transformed),
    clipped(output),
    renderMore(output, 'event'),
    link(output),
  );
}

function scope(output: SearchOutput): string {
  const { groups, order } = output;
  const what = output.pattern === undefined ? '' : ` matching ${output.pattern}`;
  const where = groups.length === 1 ? groups[0] : plural(groups.length, 'log group');
  const account = output.account === undefined ? 'account unknown' : `account ${output.account}`;
  const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
  return `${count(output)}${what} in ${where}, ${order} first, ${window}, ${output.region}, ${account}. ${progress(output)}`;
}

/** `No log events`, `12 log events`, `8 of 12 log events`, `The newest 50 log events`. */
function count({ found, items, more, complete, continued, order }: SearchOutput): string {
  const rest = continued === true ? 'further ' : '';
  if (found === 0) return `No ${rest}log events`;
  const noun = found === 1 ? `${rest}log event` : `${rest}log events`;
  const shown = formatCount(items.length);
  if (complete || more !== true) return `${items.length === found ? '' : `${shown} of `}${formatCount(found)} ${noun}`;
  return `The ${order} ${shown} ${noun}`;
}

function progress(output: SearchOutput): string {
  if (output.complete) return 'The whole window was searched.';
  if (output.searchedPercent >= 100) return 'The whole window was searched, except as said below.';
  const [from, to] = [shorter(output.searchedStart), shorter(output.searchedEnd)];
  const [way, other] = output.order === 'newest' ? [`${to} back to ${from}`, 'oldest'] : [`${from} to ${to}`, 'newest'];
  const end = other === 'oldest' ? 'how it began' : 'how it ended';
  const searched = `Searched ${way}, ${output.searchedPercent} % of the window`;
  if (output.stopped === true) return `${searched}, when the deadline stopped the search.`;
  return `${searched}; more may match (order="${other}" shows ${end}).`;
}

/** What to try where nothing was found. */
function advice(output: SearchOutput): string {
  const { found, items, pattern, groups, continued, stopped, order, searchedStart, searchedEnd } = output;
  if (stopped === true && items.length === 0) {
    const rest = order === 'newest' ? { end: searchedStart } : { start: searchedEnd };
    return `To search the rest: the same call with ${formatCall('', rest).trim()}, or fewer groups at a time.`;
  }
  if (found > 0 || continued === true) return '';
  if (pattern !== undefined) {
    return 'Matching is case-sensitive: try other spellings (pattern="?error ?Error ?ERROR"), an earlier start, or no pattern.';
  }
  const [group] = groups;
  return groups.length === 1 ? `When it last had events: ${formatCall('filter_log_streams', { group })}` : '';
}

function pointerHint({ items: [event], pointerRegion: region }: SearchOutput): string {
  if (event === undefined) return '';
  const pointer = formatPointer({ ...event, time: Date.parse(event.time) });
  return `Lines around one: ${formatCall('get_log_events', { pointer, region })} (group, stream, date and time of the line)`;
}

function clipped({ clippedAtChars }: SearchOutput): string {
  if (clippedAtChars === undefined) return '';
  return `Messages are clipped at ${formatCount(clippedAtChars)} characters: message_chars shows more.`;
}

const shorter = (time: string) => formatTime(Date.parse(time));

/** The console at the group of the first event, with pattern and window. */
function link(output: SearchOutput): string | undefined {
  const { region, partition, pattern } = output;
  const group = output.items[0]?.group ?? output.groups[0];
  const name = group === undefined ? undefined : parseLogGroup(group);
  if (name === undefined || name.account !== undefined) return logGroupsLink({ region, partition });
  const window = { start: Date.parse(output.start), end: Date.parse(output.end) };
  return logGroupLink({ region, partition }, name.name, {
    ...window,
    ...(pattern !== undefined && { filterPattern: pattern }),
  });
}
