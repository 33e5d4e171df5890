import * as z from 'zod';
import { findFlapping, timeInStates } from '../../analysis/alarm-timeline.ts';
import { evaluationSpan, windowToInvestigate } from '../../analysis/alarm-window.ts';
import { nearestNames } from '../../analysis/nearest-names.ts';
import { readAlarms } from '../../aws/alarms.ts';
import { ToolError } from '../../errors.ts';
import { alarmLink } from '../../format/console-link.ts';
import { plural } from '../../format/number.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatSecond, formatTime } from '../../format/time.ts';
import type { Alarm, AlarmEvent, Window } from '../../model.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { LINKS_ACTIONS } from '../linked.ts';
import { comparePositions, rowsAfter } from '../paging.ts';
import { askedReaches, placeName, placesOf } from '../places.ts';
import {
  accountArgument,
  accountParam,
  cursorParam,
  endParam,
  limitParam,
  oneRegion,
  regionArgument,
  regionParam,
  startParam,
} from '../params.ts';
import { readChildren } from './shared/alarm-parts.ts';
import { gatherAlarms } from './shared/gather-alarms.ts';
import { historyOutput } from './shared/history-output.ts';
import { historyWindow } from './shared/history-window.ts';
import { evidenceCall, shownCall } from './shared/next-calls.ts';
import { historyPosition, historyRows, readHistory, type History } from './shared/read-history.ts';
import { historyScopeLine, historyTable, summaryLines } from './shared/render-history.ts';
import { alarmRefusal, seesEveryAlarm, visibleAlarms } from '../visible-alarms.ts';

/** A window that ends this close to the present reaches to it, milliseconds. */
const PRESENT_MS = 60_000;

const input = z.strictObject({
  name: z.string().min(1).max(255),
  start: startParam,
  end: endParam,
  include: z
    .array(z.enum(['configuration', 'actions']))
    .optional()
    .describe('Beside state changes'),
  contributor_id: z.string().min(1).max(512).optional().describe('Only this series of the alarm'),
  region: regionParam,
  account: accountParam,
  limit: limitParam(50, 500),
  cursor: cursorParam,
});
type Question = z.output<typeof input>;

export const getAlarmHistory = defineTool({
  name: 'get_alarm_history',
  title: 'Get alarm history',
  description:
    'How one alarm behaved: state changes newest first with how long each lasted, time in each state, flapping, and the window to investigate. Any alarm type, contributors included. Last 24 h by default; CloudWatch keeps 14 days.',
  toolset: 'alarms',
  actions: ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms', ...LINKS_ACTIONS],
  input,
  output: historyOutput,
  position: historyPosition,
  async run(question, context) {
    const region = oneRegion(question, context);
    const now = context.clock();
    const { window, clipped, futureEnd } = historyWindow(question, context);
    const [alarm, history, account] = await Promise.all([
      readAlarm(question.name, region, context),
      readHistory(
        { region, name: question.name, window, contributorId: question.contributor_id },
        wantedTypes(question),
        context,
      ),
      callerAccount(context),
    ]);
    // What a deleted alarm watched nobody knows any more.
    const lost = alarm === undefined && !seesEveryAlarm({ region, access: context.access });
    if (alarm === undefined && (lost || history.events.length === 0))
      throw await unknownAlarm(question.name, region, context);
    const type = question.contributor_id === undefined ? 'state' : 'contributor';
    const changes = history.events.filter((event) => event.type === type && event.to !== undefined);
    const from = Math.max(window.start, history.readFrom ?? 0);
    const rows = rowsAfter(
      historyRows(history.events, window.end, context.budgetTokens).toSorted((a, b) =>
        comparePositions(historyPosition(a), historyPosition(b)),
      ),
      historyPosition,
      context.page.after,
    );
    const flapping = findFlapping(changes, alarm === undefined ? 60 : evaluationSpan(alarm.rule).period);
    return {
      name: question.name,
      region,
      account,
      start: formatTime(window.start),
      end: formatTime(window.end),
      clipped: clipped ? true : undefined,
      futureEnd: futureEnd === undefined ? undefined : formatTime(futureEnd),
      toNow: window.end >= now - PRESENT_MS,
      state: alarm?.state,
      since: alarm?.since === undefined ? undefined : formatSecond(alarm.since),
      contributorId: question.contributor_id,
      changes: changes.length,
      changesIntoAlarm: changes.filter((change) => change.to === 'ALARM').length,
      msInState: timeInStates(changes, { start: from, end: window.end }, steadyState(alarm, question, window)),
      flapping: flapping && {
        changes: flapping.changes,
        spanMs: flapping.spanMs,
        medianAlarmMs: flapping.medianAlarmMs,
        start: formatSecond(flapping.first),
        end: formatSecond(flapping.last),
      },
      ...(alarm && (await evidence(alarm, changes, context))),
      notes: notesOf(alarm, history, clipped),
      consoleUrl: alarmLink({ region, partition: context.aws.partition(region).name }, question.name),
      items: rows.slice(0, question.limit),
      more: rows.length > question.limit,
    };
  },
  render(output) {
    const { investigate } = output;
    return paragraphs(
      historyScopeLine(output),
      summaryLines(output),
      historyTable(output),
      output.notes.join('\n'),
      renderMore(output, 'entry', 'entries'),
      [
        investigate && `Investigate ${investigate.start} to ${investigate.end}: around the last change into ALARM.`,
        output.next && `Next: ${output.next}`,
      ]
        .filter(Boolean)
        .join('\n'),
      output.consoleUrl,
    );
  },
});

function wantedTypes({ include = [], contributor_id }: Question): AlarmEvent['type'][] {
  const contributors: AlarmEvent['type'][] = include.includes('actions')
    ? ['contributor', 'contributor_action']
    : ['contributor'];
  if (contributor_id !== undefined) return contributors;
  return [
    'state',
    ...contributors,
    ...(include.includes('actions') ? (['action'] as const) : []),
    ...(include.includes('configuration') ? (['configuration'] as const) : []),
  ];
}

async function readAlarm(name: string, region: string, context: ToolContext): Promise<Alarm | undefined> {
  const { alarms } = await readAlarms(context.aws, region, { names: [name] }, { signal: context.signal });
  const [alarm] = alarms;
  if (alarm !== undefined && !(await visibleAlarms([alarm], context)).has(alarm)) {
    throw new ToolError('not_allowed', alarmRefusal(alarm, context.access));
  }
  return alarm;
}

/** The state that the alarm had all along where the window holds no change. */
function steadyState(alarm: Alarm | undefined, question: Question, window: Window) {
  if (question.contributor_id !== undefined || alarm?.since === undefined) return undefined;
  return alarm.since <= window.start ? alarm.state : undefined;
}

/** The window around the last change into ALARM and the call that shows it. */
async function evidence(alarm: Alarm, changes: readonly AlarmEvent[], context: ToolContext) {
  const changed = changes
    .filter((change) => change.to === 'ALARM')
    .reduce<number | undefined>(
      (last, change) => Math.max(last ?? 0, change.time),
      alarm.state === 'ALARM' ? alarm.since : undefined,
    );
  if (changed === undefined) return {};
  const children = await readChildren(alarm, context);
  const window = windowToInvestigate(alarm.rule, changed, context.clock(), children);
  const region = regionArgument(alarm.region, context);
  return {
    investigate: { start: formatTime(window.start), end: formatTime(window.end) },
    next: shownCall(
      evidenceCall(alarm, { window, region, account: accountArgument(context), children }),
      context.budgetTokens,
    ),
  };
}

function notesOf(alarm: Alarm | undefined, history: History, clipped: boolean): string[] {
  return [
    ...(alarm === undefined ? ['The alarm does not exist any more: this is what it left.'] : []),
    ...(history.readFrom === undefined
      ? []
      : [
          `INCOMPLETE: read back to ${formatTime(history.readFrom)} only; end="${formatTime(history.readFrom)}" reads on from there.`,
        ]),
    ...(history.events.length === 0
      ? [`No entry in this window${clipped ? '' : '; an earlier start may show the last change'}.`]
      : []),
  ];
}

async function unknownAlarm(name: string, region: string, context: ToolContext): Promise<ToolError> {
  const reaches = askedReaches({}, context, { toolset: 'alarms', omitted: 'all' });
  const { all } = await gatherAlarms(placesOf(reaches, {}), {}, undefined, context);
  const elsewhere = all.filter((alarm) => alarm.name === name).map(({ place }) => place);
  const [first] = elsewhere;
  if (first !== undefined) {
    const here = reaches.length > 1 ? `${region} of ${context.account?.alias ?? ''}` : region;
    const account = first.account === undefined ? '' : ` account=${JSON.stringify(first.account)}`;
    return new ToolError(
      'not_found',
      `The alarm ${JSON.stringify(name)} is not in ${here} but in ${elsewhere.map(placeName).join(', ')}: give region=${JSON.stringify(first.region)}${account}.`,
    );
  }
  const near = nearestNames(name, new Set(all.map((alarm) => alarm.name)));
  const hint =
    near.length === 0
      ? `describe_alarms state="all" lists the ${plural(all.length, 'alarm')} that exist.`
      : `Nearest: ${near.join(', ')}.`;
  return new ToolError('not_found', `There is no alarm ${JSON.stringify(name)} in ${region}. ${hint}`);
}
