import { formatPointer } from '../../../analysis/event-pointer.ts';
import { parseLogGroup } from '../../../analysis/log-group-ref.ts';
import { formatCall } from '../../../format/call.ts';
import { logGroupLink, logGroupsLink } from '../../../format/console-link.ts';
import { eventLines } from '../../../format/event-lines.ts';
import { otherSpellings } from '../../../format/filter-pattern.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { clip, paragraphs, renderMore } from '../../../format/text.ts';
import { formatTime, formatWindow } from '../../../format/time.ts';
import { otherRegionsText, whereText } from '../../one-region-each.ts';
import { clippedNote } from './message-limit.ts';
import { unsearchedLines } from './unsearched.ts';
import type { SearchOutput } from '../search-log-events.ts';

/** A longer pattern is clipped in the first line, and left out of the link. */
const LONG_PATTERN_CHARS = 300;

/** The text of a search: what was searched and how far, the lines, what failed, how to go on. */
export function renderSearch(output: SearchOutput): string {
  const { legend, lines } = eventLines(output.items.map(withAccount));
  return paragraphs(
    scope(output),
    otherRegionsText(output),
    legend === '' ? '' : `${legend}\n${pointerHint(output)}`,
    lines,
    [...unsearchedLines(output), output.note ?? advice(output)].filter((line) => line !== '').join('\n'),
    output.transformed ?? '',
    clippedNote(output),
    renderMore(output, 'event', 'events', output.found <= output.items.length),
    link(output),
  );
}

/** The account before the group, where several are asked. */
function withAccount(event: SearchOutput['items'][number]) {
  return event.account === undefined ? event : { ...event, group: `${event.account} ${event.group}` };
}

function scope(output: SearchOutput): string {
  const { order, items, futureEnd } = output;
  const what = output.pattern === undefined ? '' : ` matching ${clip(output.pattern, LONG_PATTERN_CHARS)}`;
  const sorted = items.length > 1 ? `, ${order} first` : '';
  const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
  const future = futureEnd === undefined ? '' : `, until now as ${shorter(futureEnd)} is in the future`;
  return `${count(output)}${what} in ${where(output)}${sorted}, ${window}${future}, ${whereText(output)}.${silent(output)} ${progress(output)}`;
}

/** ` INCOMPLETE: staging did not answer.`: accounts of which nothing is known. */
function silent({ unread = [], failures, groups, accounts = [] }: SearchOutput): string {
  const failed = new Set(failures.map(({ source }) => source));
  const refused = accounts.filter((account) => {
    const own = groups.filter((group) => group.startsWith(`${account}:`));
    return own.length > 0 && own.every((group) => failed.has(group));
  });
  const names = [...unread.map(({ source }) => source), ...refused];
  return names.length === 0 ? '' : ` INCOMPLETE: ${names.join(', ')} did not answer.`;
}

/** The groups that could be searched. */
function searchedGroups({ groups, failures }: SearchOutput): string[] {
  const failed = new Set(failures.map(({ source }) => source));
  return groups.filter((group) => !failed.has(group));
}

/** `/shop/web`, `3 log groups`, `1 of 2 log groups (/shop/web)`. */
function where(output: SearchOutput): string {
  const searched = searchedGroups(output);
  const [only] = searched;
  const all = plural(output.groups.length, 'log group');
  if (searched.length < output.groups.length) {
    return `${formatCount(searched.length)} of ${all}${searched.length === 1 ? ` (${only})` : ''}`;
  }
  return searched.length === 1 ? (only ?? '') : all;
}

/** `No log events`, `12 log events`, `The 8 newest of 12 log events`, `The newest log event`, `The next 8 log events`. */
function count({ found, items, more, complete, continued, order }: SearchOutput): string {
  const rest = continued === true ? 'further ' : '';
  if (found === 0) return `No ${rest}log events`;
  const known = complete || more !== true;
  const all = plural(found, `${rest}log event`);
  if (known && items.length === found) return all;
  if (items.length === 0) return `None shown of ${known ? '' : 'at least '}${all}`;
  const several = items.length === 1 ? '' : `${formatCount(items.length)} `;
  const first = continued === true ? `The next ${several}` : `The ${several}${order} `;
  if (known) return `${first}of ${all}`;
  return `${first}log event${items.length === 1 ? '' : 's'}`;
}

function progress(output: SearchOutput): string {
  const { found, items, failures, behind, order, searchedPercent } = output;
  if (output.complete) return 'The whole window was searched.';
  const onlyUnread = output.unread !== undefined && failures.length === 0 && behind.length === 0;
  if (searchedPercent >= 100 && onlyUnread) return 'Of the others the whole window was searched.';
  if (searchedPercent >= 100 && behind.length > 0) return 'The whole window was searched, except as said below.';
  if (searchedPercent >= 100) {
    const others = failures.length === 1 ? 'The other log group was' : 'The others were';
    return `There the whole window was searched. ${others} not searched: see below.`;
  }
  const [from, to] = [shorter(output.searchedStart), shorter(output.searchedEnd)];
  const percent = searchedPercent === 0 && from !== to ? 'under 0.1' : searchedPercent;
  const searched = `${order === 'newest' ? `${to} back to ${from}` : `${from} to ${to}`}, ${percent} % of the window`;
  if (output.stopped === true) return `Searched ${searched}, when the deadline stopped the search.`;
  const hint = order === 'newest' ? 'order="oldest" shows how it began' : 'order="newest" shows how it ended';
  return `${found > items.length ? 'More exist' : 'More may match'}; searched: ${searched} (${hint}).`;
}

/** What to try where nothing was found. */
function advice(output: SearchOutput): string {
  const { found, pattern, continued, stopped } = output;
  if (stopped === true && found === 0) return 'Fewer log groups at a time get further before the deadline.';
  if (found > 0 || continued === true || output.accounts !== undefined) return '';
  if (pattern !== undefined) return otherPattern(pattern);
  const [group, other] = searchedGroups(output);
  return other === undefined
    ? `When it last had events: ${formatCall('filter_log_streams', { group, account: output.askedAccount })}`
    : '';
}

function otherPattern(pattern: string): string {
  if (pattern.toLowerCase() === pattern.toUpperCase()) return 'Try an earlier start, or another pattern.';
  const spellings = otherSpellings(pattern);
  const way =
    spellings === undefined ? 'a regex such as %[Ee]rror% takes both cases' : formatCall('try', { pattern: spellings });
  return `Matching is case-sensitive: ${way}; or an earlier start.`;
}

function pointerHint({ items, pointerRegion: region, accounts, askedAccount }: SearchOutput): string {
  // What has the place of a secret in its name cannot be asked for by it.
  const event = items.find(({ group, stream }) => !`${group} ${stream}`.includes('[redacted:'));
  if (event === undefined)
    return items.length === 0
      ? ''
      : 'The streams have secrets in their names: for the lines around one search its group by start and end.';
  const pointer = formatPointer({ ...event, time: Date.parse(event.time) });
  return `Lines around one: ${formatCall('get_log_events', { pointer, region, account: event.account ?? askedAccount })} (group, stream, date and time of the line${accounts === undefined ? '' : '; its account and region'})`;
}

const shorter = (time: string) => formatTime(Date.parse(time));

/** The console at the group of the first event, with pattern and window. */
function link(output: SearchOutput): string | undefined {
  const { region, partition, pattern } = output;
  if (output.accounts !== undefined) return undefined;
  const group = output.items[0]?.group ?? searchedGroups(output)[0];
  const name = group === undefined ? undefined : parseLogGroup(group);
  if (name === undefined || name.account !== undefined) return logGroupsLink({ region, partition });
  const window = { start: Date.parse(output.start), end: Date.parse(output.end) };
  return logGroupLink({ region, partition }, name.name, {
    ...window,
    ...(pattern !== undefined && pattern.length <= LONG_PATTERN_CHARS && { filterPattern: pattern }),
  });
}
