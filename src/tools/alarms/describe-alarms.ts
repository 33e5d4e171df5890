import * as z from 'zod';
import { conditionInWords } from '../../analysis/alarm-condition.ts';
import { shortReason } from '../../analysis/alarm-reason.ts';
import { isAutoscaling } from '../../analysis/autoscaling.ts';
import { readAlarms } from '../../aws/alarms.ts';
import { alarmsLink } from '../../format/console-link.ts';
import { plural } from '../../format/number.ts';
import { table } from '../../format/table.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatTime } from '../../format/time.ts';
import type { Alarm } from '../../model.ts';
import { defineTool } from '../define.ts';
import { comparePositions, rowsAfter } from '../paging.ts';
import { cursorParam, limitParam, manyRegions, pageFields, regionOrAllParam } from '../params.ts';

const row = z.object({
  name: z.string(),
  region: z.string(),
  state: z.enum(['ALARM', 'INSUFFICIENT_DATA', 'OK']),
  since: z.string().optional(),
  condition: z.string(),
  reason: z.string().optional(),
});
type Row = z.output<typeof row>;

const RANK = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;
const position = (alarm: Row) => [RANK[alarm.state], alarm.region, alarm.name];

export const describeAlarms = defineTool({
  name: 'describe_alarms',
  title: 'Describe alarms',
  description: 'Which alarms are in which state, since when, on what condition and why. Start here in an incident.',
  toolset: 'alarms',
  actions: ['cloudwatch:DescribeAlarms'],
  input: z.strictObject({
    state: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']).optional().describe('Default: all, ALARM first'),
    name_prefix: z.string().min(1).optional(),
    names: z.array(z.string().min(1)).min(1).max(100).optional(),
    hide_autoscaling: z.boolean().default(true),
    region: regionOrAllParam,
    limit: limitParam(50, 500),
    cursor: cursorParam,
  }),
  output: z.object({
    regions: z.array(z.string()),
    account: z.string().optional(),
    state: z.string().optional(),
    matched: z.int(),
    total: z.int(),
    hiddenAutoscaling: z.int(),
    consoleUrl: z.string().optional(),
    items: z.array(row),
    ...pageFields,
  }),
  position,
  async run(input, context) {
    const regions = manyRegions(input, context);
    const reads = await Promise.all(
      regions.map((region) =>
        readAlarms(context.aws, region, { names: input.names, prefix: input.name_prefix }, { signal: context.signal }),
      ),
    );
    const account = await context.aws.caller(context.signal).catch(() => undefined);
    const all = reads.flatMap((read) => read.alarms);
    const inState = all.filter((alarm) => input.state === undefined || alarm.state === input.state);
    const shown = inState.filter(
      (alarm) => !input.hide_autoscaling || input.names !== undefined || !isAutoscaling(alarm),
    );
    const rows = rowsAfter(
      shown.map(toRow).toSorted((a, b) => comparePositions(position(a), position(b))),
      position,
      context.page.after,
    );
    const [first = ''] = regions;
    return {
      regions,
      account: account?.account,
      state: input.state,
      matched: shown.length,
      total: all.length,
      hiddenAutoscaling: inState.length - shown.length,
      consoleUrl: alarmsLink({ region: first, partition: context.aws.partition(first).name }),
      items: rows.slice(0, input.limit),
      more: rows.length > input.limit,
    };
  },
  render(output) {
    const hidden =
      output.hiddenAutoscaling === 0
        ? ''
        : `; ${plural(output.hiddenAutoscaling, 'autoscaling alarm')} hidden: hide_autoscaling=false shows them`;
    return paragraphs(
      `${plural(output.matched, 'alarm')}${output.state === undefined ? '' : ` in ${output.state}`}, ${output.regions.join(', ')}, account ${output.account ?? 'unknown'} (of ${output.total}${hidden})`,
      output.items.length === 0
        ? undefined
        : table(
            ['alarm', 'state', 'since (UTC)', 'condition', 'reason'],
            output.items.map((alarm) => [alarm.name, alarm.state, alarm.since, alarm.condition, alarm.reason]),
          ),
      renderMore(output, 'alarm'),
      output.consoleUrl,
    );
  },
});

function toRow(alarm: Alarm): Row {
  return {
    name: alarm.name,
    region: alarm.region,
    state: alarm.state,
    since: alarm.since === undefined ? undefined : formatTime(alarm.since),
    condition: conditionInWords(alarm),
    reason: alarm.state === 'OK' || alarm.reason === undefined ? undefined : shortReason(alarm.reason, alarm.since),
  };
}
