import * as z from 'zod';
import { fitAround } from '../../analysis/around.ts';
import { eventMark, eventMarks, parsePointer, type EventPointer } from '../../analysis/event-pointer.ts';
import { getLogEvents as readPage } from '../../aws/log-events.ts';
import { ToolError } from '../../errors.ts';
import { indentLines, isClipped, shownMessage } from '../../format/log-message.ts';
import { quoted } from '../../format/text.ts';
import { parseTime } from '../../format/time.ts';
import { estimateTokens } from '../../format/tokens.ts';
import { callerAccount, untilAnswer } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountArgument, accountParam, pageFields, regionParam } from '../params.ts';
import { isRecordPointer, locateRecord } from './shared/locate-record.ts';
import { explainGroupError } from './shared/log-errors.ts';
import { messageLimit } from './shared/message-limit.ts';
import { groupParam, messageCharsParam, recordPointerParam } from './shared/params.ts';
import { readAround, type Around, type ReadStream } from './shared/read-around.ts';
import { renderAround } from './shared/render-around.ts';
import { regionOfGroups, resolveGroup } from './shared/resolve-groups.ts';
import { transformedNote } from './shared/transformed.ts';

/** Tokens of an answer that are neither lines nor names: scope, hints, notes, link. */
const FRAME_TOKENS = 350;
/** How often an answer names group and stream: scope, both pointers, and the link, where they are longer. */
const NAMED = 5;
/** Tokens of a line beside its message. */
const LINE_TOKENS = 12;

const input = z.strictObject({
  pointer: recordPointerParam.optional().describe('From search_log_events: "group stream time", or of Logs Insights'),
  group: groupParam.optional(),
  stream: z.string().min(1).max(512).optional(),
  time: z.string().max(100).optional().describe('With group and stream; without it, the newest lines'),
  before: z.int().min(0).max(1_000).default(20).describe('Lines before'),
  after: z.int().min(0).max(1_000).default(20).describe('Lines after'),
  message_chars: messageCharsParam.default(2_000).describe('Longer messages are clipped'),
  region: regionParam,
  account: accountParam,
});

const output = z.object({
  region: z.string(),
  partition: z.string(),
  pointerRegion: z.string().optional(),
  account: z.string().optional(),
  group: z.string(),
  stream: z.string(),
  time: z.string().optional(),
  exact: z.boolean(),
  earlier: z.boolean(),
  later: z.boolean(),
  complete: z.boolean(),
  clippedAtChars: z.int().optional(),
  clippedToFit: z.boolean().optional(),
  transformed: z.string().optional(),
  items: z.array(
    z.object({ time: z.string(), message: z.string(), mark: z.string().optional(), asked: z.boolean().optional() }),
  ),
  ...pageFields,
});

export type AroundOutput = z.output<typeof output>;

export const getLogEvents = defineTool({
  name: 'get_log_events',
  title: 'Get log events around one',
  description:
    'The lines of one log stream around an event, in the order they were written: give the pointer that search_log_events prints, or group, stream and time. Prints how to read further back and forth.',
  toolset: 'logs',
  actions: [
    'logs:GetLogEvents',
    'logs:GetTransformer',
    'logs:DescribeLogGroups',
    'logs:GetLogRecord',
    'logs:GetQueryResults',
    'logs:DescribeQueries',
  ],
  input,
  output,
  run,
  render: renderAround,
});

async function run(asked: z.output<typeof input>, caller: ToolContext): Promise<AroundOutput> {
  const { at, region, context } = await placeAsked(asked, caller);
  const [group, account] = await Promise.all([resolveGroup(at.group, context), callerAccount(context)]);
  const [around, transformed] = await Promise.all([
    read({ ...at, group: group.id }, asked, region, context),
    transformedNote([group.id], region, context),
  ]);
  const { events, center } = around;
  const messages = context.cleanMessages(events);
  const chars = messageLimit(messages, asked.message_chars, context.budgetTokens);
  const { from, to } = fitting(messages, center, chars, context.budgetTokens - frameTokens(group.id, at.stream));
  const marks = eventMarks(events);
  const shown = events.slice(from, to);
  return {
    region,
    partition: context.aws.partition(region).name,
    pointerRegion: region === context.regions[0] ? undefined : region,
    account,
    group: group.id,
    stream: at.stream,
    time: at.time === undefined ? undefined : new Date(at.time).toISOString(),
    exact: around.exact,
    earlier: around.earlier || from > 0,
    later: around.later || to < events.length,
    complete: around.complete,
    clippedAtChars: messages.slice(from, to).some((message) => isClipped(message, chars)) ? chars : undefined,
    clippedToFit: chars < asked.message_chars ? true : undefined,
    transformed,
    ...(context !== caller && { askedAccount: accountArgument(context) }),
    items: shown.map((event, i) => ({
      time: new Date(event.time).toISOString(),
      message: shownMessage(messages[from + i] ?? '', chars),
      mark: marks[from + i],
      ...(from + i === center && { asked: true }),
    })),
  };
}

type At = Omit<EventPointer, 'time'> & { readonly time?: number | undefined };

/** Where the lines are: pointers of Logs Insights say so only when AWS is asked. */
async function placeAsked(
  asked: z.output<typeof input>,
  context: ToolContext,
): Promise<{ at: At; region: string; context: ToolContext }> {
  const { pointer } = asked;
  const given = [asked.group, asked.stream, asked.time].some((part) => part !== undefined);
  if (pointer === undefined || given || parsePointer(pointer) !== undefined || !isRecordPointer(pointer)) {
    const at = placeOf(asked, context);
    return { at, region: regionOfGroups([at.group], asked, context), context };
  }
  const { group, stream, time, message, region, at } = await locateRecord(pointer, asked, context);
  return { at: { group, stream, time, mark: eventMark(message) }, region, context: at };
}

/** @throws ToolError invalid_input where the place is missing, incomplete or given twice */
function placeOf(asked: z.output<typeof input>, { clock }: Pick<ToolContext, 'clock'>): At {
  const { pointer, group, stream, time } = asked;
  if (pointer !== undefined) {
    if (group !== undefined || stream !== undefined || time !== undefined) {
      throw new ToolError('invalid_input', 'pointer already holds group, stream and time: leave those out.');
    }
    const place = parsePointer(pointer);
    if (place !== undefined) return place;
    throw new ToolError(
      'invalid_input',
      `pointer ${quoted(pointer)} is not "<group> <stream> <time>" with a time such as 2026-11-21T09:00:00.000Z, as search_log_events prints it, nor one of Logs Insights. Or give group, stream and time.`,
    );
  }
  if (group === undefined || stream === undefined) {
    const missing = [group === undefined && 'group', stream === undefined && 'stream'].filter((name) => name !== false);
    throw new ToolError(
      'invalid_input',
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: give pointer, or group and stream (and time). filter_log_streams lists streams.`,
    );
  }
  return { group, stream, time: time === undefined ? undefined : parseTime(time, 'time', clock()) };
}

/** The lines around the place, as far as there is time to read them. */
async function read(
  at: ReturnType<typeof placeOf>,
  counts: { before: number; after: number },
  region: string,
  context: ToolContext,
): Promise<Around & { complete: boolean }> {
  const wanted = at.time === undefined ? { before: Math.max(1, counts.before), after: 0 } : counts;
  try {
    return await untilAnswer(context, async ({ signal, passed }) => {
      const readStream: ReadStream = async (page) => {
        try {
          return await readPage(context.aws, region, { group: at.group, stream: at.stream, ...page }, { signal });
        } catch (error) {
          // What the deadline cut off is not known to be the end.
          if (passed()) return { events: [], token: page.token ?? 'unread' };
          throw error;
        }
      };
      const around = await readAround(at, wanted, readStream, passed);
      return { ...around, complete: !passed() };
    });
  } catch (error) {
    throw error instanceof ToolError ? await explainGroupError(error, at.group, region, context) : error;
  }
}

function frameTokens(group: string, stream: string): number {
  return FRAME_TOKENS + NAMED * estimateTokens(`${group} ${stream}`);
}

/** The lines nearest to the one asked for that the budget holds; the last ones where none was asked for. */
function fitting(
  messages: readonly string[],
  center: number,
  messageChars: number,
  linesTokens: number,
): { from: number; to: number } {
  const costs = messages.map(
    (message) => estimateTokens(indentLines(shownMessage(message, messageChars))) + LINE_TOKENS,
  );
  if (messages.length === 0) return { from: 0, to: 0 };
  return fitAround(costs, center < 0 ? messages.length - 1 : center, Math.max(0, linesTokens));
}
