import * as z from 'zod';
import { metricInWords, logRangeInWords } from '../../../analysis/alarm-condition.ts';
import { shortReason } from '../../../analysis/alarm-reason.ts';
import { alarmName } from '../../../analysis/alarm-rule.ts';
import { windowToInvestigate } from '../../../analysis/alarm-window.ts';
import { clip } from '../../../format/text.ts';
import { formatDuration, formatSecond, formatTime } from '../../../format/time.ts';
import type { Alarm, AlarmQuery, AlarmState, MuteRule, Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { accountArgument, regionArgument } from '../../params.ts';
import { alarmPart, partsOf, readAlarmContributors, readChildren } from './alarm-parts.ts';
import { muteEndText } from './alarm-row.ts';
import type { PlacedAlarm } from './gather-alarms.ts';
import { muteRulesOf, type MuteState } from './mute-state.ts';
import { evidenceCall, historyCall } from './next-calls.ts';

/** What an answer about one alarm says beside its row. */
export const alarmDetail = z.object({
  arn: z.string(),
  description: z.string().optional(),
  /** The PromQL, SQL or log query, the expression, or the composite's rule, as configured. */
  query: z.string().optional(),
  /** The metrics it reads, one a line. */
  metrics: z.array(z.string()),
  logGroups: z.array(z.string()).optional(),
  reason: z.string().optional(),
  facts: z.array(z.string()),
  /** What `parts` are; absent where the alarm has none. */
  partsAre: z.enum(['children', 'contributors']).optional(),
  parts: z.array(alarmPart).optional(),
  partCount: z.int().optional(),
  windowStart: z.string(),
  windowEnd: z.string(),
  next: z.array(z.string()),
});
export type AlarmDetail = z.output<typeof alarmDetail>;

/** A change of state longer ago than this is past what fine-grained metrics and most logs keep, milliseconds. */
const OLD_CHANGE_MS = 14 * 86_400_000;
/** What is looked at instead: so much of the time up to now, milliseconds. */
const RECENT_MS = 3 * 3_600_000;
/** What a child or contributor costs in the text, tokens; all of them may take a quarter of the budget. */
const PART_TOKENS = 60;

export async function describeAlarm(alarm: PlacedAlarm, mutes: MuteState, context: ToolContext): Promise<AlarmDetail> {
  const [children, contributors] = await Promise.all([
    readChildren(alarm, context),
    readAlarmContributors(alarm, context),
  ]);
  const window = windowOf(alarm, children, context.clock());
  const most = Math.max(3, Math.floor(context.budgetTokens / 4 / PART_TOKENS));
  const region = regionArgument(alarm.region, context);
  const parts = partsOf(children, contributors.list);
  const account = accountArgument(context);
  const calls = [evidenceCall(alarm, { window, region, account, children }), historyCall(alarm, region, account)];
  return {
    arn: alarm.arn,
    description: alarm.description,
    query: queryOf(alarm, context.budgetTokens),
    metrics: metricsOf(alarm),
    logGroups: alarm.rule.kind === 'log' ? [...alarm.rule.logGroups] : undefined,
    reason: alarm.reason === undefined ? undefined : shortReason(alarm.reason, alarm.since, { whole: true }),
    facts: [...factsOf(alarm), ...actionsOf(alarm), ...muteFacts(muteRulesOf(alarm, mutes)), ...contributors.notes],
    ...(parts && { partsAre: parts.are, parts: parts.list.slice(0, most), partCount: parts.list.length }),
    windowStart: formatTime(window.start),
    windowEnd: formatTime(window.end),
    next: (alarm.state === 'OK' ? calls.toReversed() : calls).filter((call) => call !== undefined),
  };
}

/** The window around the last change; of an alarm that changed weeks ago, what it sees now. */
function windowOf(alarm: Alarm, children: readonly Alarm[], now: number): Window {
  const changed = alarm.since ?? now;
  if (now - changed <= OLD_CHANGE_MS) return windowToInvestigate(alarm.rule, changed, now, children);
  const end = Math.ceil(now / 60_000) * 60_000;
  return { start: Math.min(end - RECENT_MS, windowToInvestigate(alarm.rule, now, now, children).start), end };
}

function queryOf({ rule }: Alarm, budgetTokens: number): string | undefined {
  switch (rule.kind) {
    case 'metric':
      return undefined;
    case 'metric_math':
    case 'sql':
      return clip(
        [rule.watched, ...rule.inputs]
          .filter((query) => query.expression !== undefined)
          .map(definition)
          .join('\n'),
        budgetTokens,
      );
    case 'anomaly_band':
      return rule.band;
    case 'composite':
      return clip(rule.expression, budgetTokens);
    default:
      return clip(rule.query, budgetTokens);
  }
}

const definition = (query: AlarmQuery) => `${query.id} = ${query.expression ?? ''}`;

function metricsOf({ rule }: Alarm): string[] {
  if (!('watched' in rule)) return [];
  return [rule.watched, ...rule.inputs]
    .filter((query) => query.metric !== undefined)
    .map(
      (query) =>
        `${rule.kind === 'metric' ? '' : `${query.id} = `}${query.metric?.namespace ?? ''} ${metricInWords(query)}`,
    );
}

function factsOf({ rule, warmUpMinutes, configuredAt }: Alarm): string[] {
  const facts: string[] = [];
  if (rule.kind === 'log')
    facts.push(`Runs ${rule.schedule} over ${logRangeInWords(rule)}; aggregation ${rule.aggregation}`);
  if (rule.kind === 'promql' && rule.recoverySeconds > 0)
    facts.push(`Recovers after ${formatDuration(rule.recoverySeconds * 1_000)} without breach`);
  if (rule.kind === 'composite' && rule.suppressor !== undefined) {
    facts.push(
      `Actions suppressed by ${alarmName(rule.suppressor)} (waits ${rule.suppressorWaitSeconds ?? 0} s, extends ${rule.suppressorExtensionSeconds ?? 0} s)`,
    );
    if (rule.suppressedReason) facts.push(`Suppression: ${shortReason(rule.suppressedReason)}`);
  }
  if (warmUpMinutes !== undefined) facts.push(`Warm-up period ${warmUpMinutes} min`);
  if (configuredAt !== undefined) facts.push(`Configured ${formatSecond(configuredAt)}`);
  return facts;
}

/** `Actions: on ALARM and OK arn:…:oncall`; states with the same actions together. */
function actionsOf(alarm: Alarm): string[] {
  const states: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
  const lists = Map.groupBy(
    states.filter((state) => alarm.actions[state].length > 0),
    (state) => alarm.actions[state].join(', '),
  );
  const actions = [...lists].map(([list, on]) => `on ${on.join(' and ')} ${list}`);
  const enabled = alarm.actionsEnabled ? '' : ' (disabled)';
  return [`Actions${enabled}: ${actions.length === 0 ? 'none, this alarm itself tells nobody' : actions.join('; ')}`];
}

function muteFacts(rules: readonly MuteRule[]): string[] {
  return rules.map(
    (rule) =>
      `Mute rule ${rule.name} (${rule.status}): ${rule.schedule} ${rule.timeZone}, for ${rule.duration}${muteEndText(rule)}`,
  );
}
