import { formatPointer } from '../../../analysis/event-pointer.ts';
import { parseLogGroup } from '../../../analysis/log-group-ref.ts';
import { logGroupLink, logGroupsLink } from '../../../format/console-link.ts';
import { eventLines } from '../../../format/event-lines.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { formatTime, formatWindow } from '../../../format/time.ts';
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
    [...behind, ...failures, output.note ?? ''].filter((line) => line !== '').join('\n'),
    clipped(output),
    renderMore(output, 'event'),
    link(output),
  );
}

function scope(output: SearchOutput): string {
  const { groups, order } = output;
  const found =
    output.complete || output.more !== true ? formatCount(output.found) : `First ${formatCount(output.found)}`;
  const what = output.pattern === undefined ? '' : ` matching ${output.pattern}`;
  const where = groups.length === 1 ? groups[0] : plural(groups.length, 'log group');
  const account = output.account === undefined ? 'account unknown' : `account ${output.account}`;
  const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
  const events = output.found === 1 ? 'log event' : 'log events';
  return `${found} ${events}${what} in ${where}, ${order} first, ${window}, ${output.region}, ${account}. ${progress(output)}`;
}

function progress(output: SearchOutput): string {
  if (output.complete) return 'The whole window was searched.';
  const [from, to] = [shorter(output.searchedStart), shorter(output.searchedEnd)];
  const way = output.order === 'newest' ? `${to} back to ${from}` : `${from} to ${to}`;
  if (output.searchedPercent >= 100) return 'The whole window was searched, except as said below.';
  return `Searched from ${way}: ${output.searchedPercent} % of the window.`;
}

function pointerHint({ items: [event] }: SearchOutput): string {
  if (event === undefined) return '';
  return `Lines around one: get_log_events pointer=${JSON.stringify(formatPointer({ ...event, time: Date.parse(event.time) }))} (group, stream, date and time of the line)`;
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
