import * as z from 'zod';
import { isAutoscaling } from '../../analysis/autoscaling.ts';
import { isOfType } from '../../aws/alarms.ts';
import { ToolError } from '../../errors.ts';
import { alarmLink, alarmsLink } from '../../format/console-link.ts';
import { formatCall } from '../../format/call.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatSecond } from '../../format/time.ts';
import type { Alarm, AlarmState } from '../../model.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { LINKS_ACTIONS } from '../linked.ts';
import { comparePositions, rowsAfter } from '../paging.ts';
import { accountsOf, askedReaches, contextAt, placesOf, regionsOf } from '../places.ts';
import { allAccountsParam, cursorParam, limitParam, regionOrAllParam } from '../params.ts';
import { describeAlarm } from './shared/alarm-detail.ts';
import { describeOutput, type Asked, type DescribeOutput } from './shared/describe-output.ts';
import { alarmPosition, toRow, type AlarmRow } from './shared/alarm-row.ts';
import { fitDetail } from './shared/fit-detail.ts';
import { gatherAlarms } from './shared/gather-alarms.ts';
import { missingNames, missingPrefix } from './shared/missing-alarms.ts';
import { muteStateUnknown, readMuteState } from './shared/mute-state.ts';
import { renderDetail, detailScopeLine } from './shared/render-detail.ts';
import { alarmTable, scopeLine } from './shared/render-alarms.ts';

const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;
const TYPES = ['metric', 'metric_math', 'anomaly_band', 'sql', 'promql', 'composite', 'log'] as const;

/**
 * Up to so many are listed in whatever state where no state is asked for. Not `limit`: the cursor's question must stay the
 * same when the next page has another one.
 */
const FEW_ALARMS = 50;

/** In a cursor: the alarms are few enough, those that are OK follow. */
const ALL_STATES = 'all';

const input = z.strictObject({
  state: z
    .enum(['ALARM', 'INSUFFICIENT_DATA', 'OK', 'all'])
    .optional()
    .describe('Default: all; of many alarms not those that are OK'),
  name_prefix: z.string().min(1).max(255).optional(),
  names: z.array(z.string().min(1).max(255)).min(1).max(100).optional().describe('One name: its details'),
  type: z.enum(TYPES).optional().describe('metric includes math, anomaly, SQL and PromQL'),
  hide_autoscaling: z.boolean().default(true),
  region: regionOrAllParam,
  account: allAccountsParam,
  limit: limitParam(FEW_ALARMS, 500),
  cursor: cursorParam,
});

export const describeAlarms = defineTool({
  name: 'describe_alarms',
  title: 'Describe alarms',
  description:
    'What is alarming and why: state, since when, the condition in words, the reason, muted or suppressed. Metric, math, anomaly, SQL, PromQL, composite and log alarms of every region. With one name in names: its details, contributors or children, and the calls that show the evidence. Start here in an incident.',
  toolset: 'alarms',
  actions: [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:DescribeAlarmContributors',
    'cloudwatch:ListAlarmMuteRules',
    'cloudwatch:GetAlarmMuteRule',
    // Whose alarms are not seen, where one is asked for that is not there.
    ...LINKS_ACTIONS,
  ],
  input,
  output: describeOutput,
  position: alarmPosition,
  async run(question, context) {
    if (question.names !== undefined && question.name_prefix !== undefined) {
      throw new ToolError('invalid_input', 'names and name_prefix do not go together: give one of them.');
    }
    const reaches = askedReaches(question, context, { toolset: 'alarms', omitted: 'all' });
    const places = placesOf(reaches, question);
    const regions = regionsOf(places);
    const accounts = accountsOf(places);
    const asked = whatIsAsked(question);
    const firstStates = wantedStates(question.state, asked);
    const [gathered, mutes, account] = await Promise.all([
      gatherAlarms(places, { names: question.names, prefix: question.name_prefix }, firstStates, context),
      readMuteState(places, context),
      accounts === undefined ? callerAccount(context) : undefined,
    ]);
    const missing = await missingNames(question.names, places, gathered, context);
    const prefix = await missingPrefix(question.name_prefix, places, gathered, context);
    const ofType = (alarm: Alarm) => question.type === undefined || isOfType(alarm.rule.kind, question.type);
    const isHidden = (alarm: Alarm) =>
      question.hide_autoscaling && question.names === undefined && isAutoscaling(alarm);
    const kind = gathered.all.filter(ofType);
    const known = kind.filter((alarm) => !isHidden(alarm));
    const hidden = kind.filter(isHidden);
    const few = gathered.allComplete && known.length <= FEW_ALARMS;
    // The first page decides for those that follow, whatever is added or deleted meanwhile.
    const { after, hint, next } = context.page;
    const fewEnough = question.state === undefined && (after === undefined ? few : hint === ALL_STATES);
    if (fewEnough) next.hints.push({ index: 0, token: ALL_STATES });
    const states = fewEnough ? undefined : firstStates;
    const matching = (fewEnough ? gathered.all : gathered.wanted).filter(ofType);
    const shown = matching.filter((alarm) => !isHidden(alarm));
    const [only] = question.names?.length === 1 && shown.length === 1 ? shown : [];
    const catalog = await context.catalog();
    const ordered = shown
      .map((alarm) => toRow(alarm, mutes, catalog, alarm === only))
      .toSorted((a, b) => comparePositions(alarmPosition(a), alarmPosition(b)));
    const rows = rowsAfter(ordered, alarmPosition, after);
    const muteNote = muteStateUnknown(mutes, gathered.failures);
    const answer: DescribeOutput = {
      at: formatSecond(context.clock()),
      regions,
      account,
      accounts,
      asked,
      states: states ?? [...STATES],
      type: question.type,
      namePrefix: question.name_prefix,
      matched: shown.length,
      counts: count(states, shown, known),
      total: prefix?.total ?? gathered.all.length,
      otherTypes: gathered.all.length - kind.length,
      complete: gathered.wantedComplete,
      allComplete: gathered.allComplete,
      hiddenAutoscaling: gathered.allComplete ? hidden.length : matching.length - shown.length,
      hiddenInAlarm: hidden.filter((alarm) => alarm.state === 'ALARM').length,
      notes: [...missing, ...(prefix?.notes ?? []), ...(muteNote === undefined ? [] : [muteNote])],
      failures: [...gathered.failures],
      detail: only && (await describeAlarm(only, mutes, contextAt(context, only.place))),
      consoleUrl: link(only, rows[0]?.region ?? defaultRegion(regions, context), context),
      items: rows.slice(0, question.limit),
      more: rows.length > question.limit,
    };
    return fitDetail(answer, render, context.budgetTokens);
  },
  render,
});

function render(output: DescribeOutput): string {
  const { detail, items } = output;
  const [first] = items;
  return paragraphs(
    detail === undefined ? scopeLine(output) : detailScopeLine(output),
    detail === undefined ? alarmTable(output) : renderDetail(first, detail),
    [...output.notes, ...output.failures.map(({ source, error }) => `${source} did not answer: ${error}`)].join('\n'),
    renderMore(output, 'alarm'),
    detail === undefined && first !== undefined
      ? `Details of one: ${formatCall('describe_alarms', { names: [first.name], region: regionToName(first, output), account: first.account ?? output.askedAccount })}`
      : undefined,
    output.consoleUrl,
  );
}

/** The region of a row that has its name and account in common with another of another region. */
function regionToName({ name, account, region }: AlarmRow, { items }: DescribeOutput): string | undefined {
  const isTwin = (row: AlarmRow) => row.name === name && row.account === account && row.region !== region;
  return items.some(isTwin) ? region : undefined;
}

function whatIsAsked(question: { names?: unknown; name_prefix?: unknown; type?: unknown }): Asked {
  if (question.names !== undefined) return 'names';
  return question.name_prefix !== undefined || question.type !== undefined ? 'filter' : 'nothing';
}

/**
 * Where there are many, the alarms that are OK are noise in an incident; who names alarms, or a kind of them, wants them in
 * whatever state.
 */
function wantedStates(state: AlarmState | 'all' | undefined, asked: Asked): AlarmState[] | undefined {
  if (state === 'all') return undefined;
  if (state !== undefined) return [state];
  return asked === 'nothing' ? ['ALARM', 'INSUFFICIENT_DATA'] : undefined;
}

/** Alarms per state: what was asked for by its own rows, the rest by all that was read. */
function count(
  states: readonly AlarmState[] | undefined,
  shown: readonly Alarm[],
  known: readonly Alarm[],
): Record<AlarmState, number> {
  const inState = (state: AlarmState) =>
    (states === undefined || states.includes(state) ? shown : known).filter((alarm) => alarm.state === state).length;
  return { ALARM: inState('ALARM'), INSUFFICIENT_DATA: inState('INSUFFICIENT_DATA'), OK: inState('OK') };
}

/** The default of the account that is asked first, where it is one of those asked. */
function defaultRegion(asked: readonly string[], { regions }: ToolContext): string {
  return regions.find((region) => asked.includes(region)) ?? asked[0] ?? '';
}

function link(only: Alarm | undefined, region: string, { aws }: ToolContext): string | undefined {
  const place = { region: only?.region ?? region, partition: aws.partition(only?.region ?? region).name };
  return only === undefined ? alarmsLink(place) : alarmLink(place, only.name);
}
