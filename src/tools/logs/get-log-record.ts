import * as z from 'zod';
import { eventMark, formatPointer } from '../../analysis/event-pointer.ts';
import { formatCall } from '../../format/call.ts';
import { indentLines, isClipped, shownMessage } from '../../format/log-message.ts';
import { fence, paragraphs } from '../../format/text.ts';
import { formatTime } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountArgument, accountParam, pageFields, regionParam } from '../params.ts';
import { callerAccount } from '../patience.ts';
import { locateRecord } from './shared/locate-record.ts';
import { clippedNote, messageLimit } from './shared/message-limit.ts';
import { messageCharsParam, recordPointerParam } from './shared/params.ts';

const input = z.strictObject({
  pointer: recordPointerParam.describe('@ptr, or the id of a query and a row: id#1'),
  message_chars: messageCharsParam.default(4_000),
  region: regionParam,
  account: accountParam,
});

const output = z.object({
  region: z.string(),
  account: z.string().optional(),
  group: z.string(),
  stream: z.string(),
  time: z.string(),
  around: z.string(),
  clippedAtChars: z.int().optional(),
  items: z.array(z.object({ field: z.string(), value: z.string() })),
  ...pageFields,
});
type Output = z.output<typeof output>;

export const getLogRecord = defineTool({
  name: 'get_log_record',
  title: 'Get one log record',
  description:
    'One log event that a Logs Insights query found, with all its fields: those that AWS discovered in the message too. By @ptr, or by the row that run_logs_insights_query numbers.',
  toolset: 'logs',
  actions: ['logs:GetLogRecord', 'logs:GetQueryResults', 'logs:DescribeQueries'],
  input,
  output,
  run,
  render,
});

/** Shown in words before the fields. */
const PLACE_FIELDS = new Set(['@log', '@logStream', '@timestamp', '@ptr']);

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const { at, region, group, stream, time, message, fields } = await locateRecord(asked.pointer, asked, context);
  const shown = Object.entries(fields).filter(([field]) => !PLACE_FIELDS.has(field));
  const values = context.cleanMessages(shown.map(([, value]) => ({ group, stream, message: value })));
  const chars = messageLimit(values, asked.message_chars, context.budgetTokens);
  const mark = message === '' ? undefined : eventMark(message);
  const pointer = formatPointer({ group, stream, time, mark });
  return {
    region,
    account: await callerAccount(at),
    group,
    stream,
    time: new Date(time).toISOString(),
    around: formatCall('get_log_events', {
      pointer,
      region: region === at.regions[0] ? undefined : region,
      account: accountArgument(at),
    }),
    clippedAtChars: values.some((value) => isClipped(value, chars)) ? chars : undefined,
    items: shown.map(([field], i) => ({ field, value: shownMessage(values[i] ?? '', chars) })),
  };
}

function render(shown: Output): string {
  const { items, group, stream, time, region, account, around } = shown;
  const lines = items.map(({ field, value }) => `${indentLines(field)}: ${indentLines(value)}`);
  return paragraphs(
    `The log event of ${formatTime(Date.parse(time))} in group ${group}, stream ${stream}, ${region}, account ${account ?? 'unknown'}.`,
    lines.length === 0 ? '' : fence(lines.join('\n')),
    clippedNote(shown),
    `The lines around it: ${around}`,
  );
}
