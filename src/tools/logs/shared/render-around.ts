import { formatPointer } from '../../../analysis/event-pointer.ts';
import { parseLogGroup } from '../../../analysis/log-group-ref.ts';
import { formatCall } from '../../../format/call.ts';
import { logGroupLink, logGroupsLink } from '../../../format/console-link.ts';
import { eventLines } from '../../../format/event-lines.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { paragraphs } from '../../../format/text.ts';
import { formatTime } from '../../../format/time.ts';
import { oneLine } from '../../../format/visible.ts';
import { clippedNote } from './message-limit.ts';
import type { AroundOutput } from '../get-log-events.ts';

/** Lines that the hints for reading on ask for. */
const FURTHER_LINES = 50;

/** The text of the lines around an event: where they are, the lines, how to read on either way. */
export function renderAround(output: AroundOutput): string {
  const { group, stream, items } = output;
  const asked = items.findIndex((item) => item.asked === true);
  const { lines } = eventLines(
    items.map((item) => ({ ...item, group, stream })),
    output.time === undefined ? undefined : asked,
  );
  const cut = (output.omitted ?? 0) > 0;
  return paragraphs(
    scope(output, asked),
    lines,
    [
      output.earlier ? further('Earlier', items[0], 'before', 'after', output) : start(output),
      output.later || cut ? further('Later', items.at(-1), 'after', 'before', output) : end(output),
      output.transformed ?? '',
      clippedNote(output),
    ]
      .filter((line) => line !== '')
      .join('\n'),
    link(output),
  );
}

function scope(output: AroundOutput, asked: number): string {
  const { items, group, stream, region, time } = output;
  const lines = plural(items.length, 'line');
  const which = time === undefined ? `The last ${lines}` : `${lines} around ${formatTime(Date.parse(time))}`;
  const partly = output.complete ? '' : ' The deadline came before all of them were read.';
  return `${which} of stream ${oneLine(stream)} in ${group}, ${region}, account ${output.account ?? 'unknown'}${marked(output, asked)}.${partly}`;
}

function marked({ time, items, exact, complete }: AroundOutput, asked: number): string {
  if (time === undefined) return ', in the order they were written';
  const event = items[asked];
  if (event === undefined) return complete ? '; there is no event' : '';
  const sides = `${formatCount(asked)} before, ${formatCount(items.length - asked - 1)} after the one marked >`;
  return exact ? `: ${sides}` : `: ${sides}, which is the nearest: there is none at that very moment`;
}

function further(
  word: string,
  item: AroundOutput['items'][number] | undefined,
  more: string,
  none: string,
  { group, stream, pointerRegion, askedAccount }: AroundOutput,
): string {
  if (item === undefined) return '';
  const pointer = formatPointer({ group, stream, time: Date.parse(item.time), mark: item.mark });
  return `${word}: ${formatCall('get_log_events', { pointer, region: pointerRegion, account: askedAccount, [more]: FURTHER_LINES, [none]: 0 })}`;
}

const start = ({ items }: AroundOutput) => (items.length === 0 ? '' : 'The first line is the first of the stream.');
const end = ({ items, time, complete }: AroundOutput) =>
  items.length === 0
    ? complete
      ? 'The stream has no events.'
      : ''
    : time === undefined
      ? ''
      : 'The last line is the last of the stream so far.';

/** The stream in the console, from the first line shown to the last. */
function link({ region, partition, group, stream, items }: AroundOutput): string | undefined {
  const ref = parseLogGroup(group);
  if (ref === undefined || ref.account !== undefined) return logGroupsLink({ region, partition });
  const [first, last] = [items[0], items.at(-1)];
  const window = first && last && { start: Date.parse(first.time), end: Date.parse(last.time) + 1 };
  return logGroupLink({ region, partition }, ref.name, { stream, ...window });
}
