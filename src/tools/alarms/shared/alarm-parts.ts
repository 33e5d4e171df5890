import * as z from 'zod';
import { shortReason } from '../../../analysis/alarm-reason.ts';
import { ruleChildren } from '../../../analysis/alarm-rule.ts';
import { readContributors } from '../../../aws/alarm-contributors.ts';
import { readAlarms } from '../../../aws/alarms.ts';
import { ToolError } from '../../../errors.ts';
import { formatSecond } from '../../../format/time.ts';
import type { Alarm, AlarmContributor } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { asideMs, readWithin } from '../../patience.ts';
import { isVisible } from '../../visible-alarms.ts';

/** A child of a composite, or a series of an alarm over many. */
export const alarmPart = z.object({
  name: z.string(),
  state: z.string().optional(),
  since: z.string().optional(),
  reason: z.string().optional(),
});

/** The alarms that a composite is made of, as far as the caller may see them; none of other alarms. */
export async function readChildren(
  alarm: Alarm,
  context: Pick<ToolContext, 'aws' | 'access' | 'signal'>,
): Promise<Alarm[]> {
  if (alarm.rule.kind !== 'composite') return [];
  const names = ruleChildren(alarm.rule.expression).slice(0, 100);
  if (names.length === 0) return [];
  const { alarms } = await readAlarms(context.aws, alarm.region, { names }, { signal: context.signal });
  return alarms.filter((child) => isVisible(child, context.access));
}

/** The series of an alarm over many, where they could be read; `notes` say why not. */
export interface ContributorsRead {
  readonly list?: readonly AlarmContributor[] | undefined;
  readonly notes: readonly string[];
}

/** The contributors of alarms over many series; their failure is a note, not an error. */
export async function readAlarmContributors(
  { rule, region, name }: Alarm,
  context: ToolContext,
): Promise<ContributorsRead> {
  if (rule.kind !== 'promql' && rule.kind !== 'sql' && rule.kind !== 'log') return { notes: [] };
  try {
    const list = await readWithin(asideMs(context), context, (signal) =>
      readContributors(context.aws, region, name, signal),
    );
    return { list, notes: [] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const why = error.code === 'access_denied' ? 'needs cloudwatch:DescribeAlarmContributors' : error.message;
    return { notes: [`Contributors unknown: ${why}`] };
  }
}

function firingFirst(a: Alarm, b: Alarm): number {
  return Number(b.state === 'ALARM') - Number(a.state === 'ALARM') || (a.name < b.name ? -1 : 1);
}

/** What an answer lists of an alarm's parts; undefined where it has none. */
export function partsOf(children: readonly Alarm[], contributors: readonly AlarmContributor[] | undefined) {
  if (children.length > 0) return { are: 'children', list: children.toSorted(firingFirst).map(childPart) } as const;
  return contributors && ({ are: 'contributors', list: contributors.map(contributorPart) } as const);
}

function childPart(child: Alarm) {
  return {
    name: child.name,
    state: child.state,
    since: child.since === undefined ? undefined : formatSecond(child.since),
    reason: child.reason === undefined ? undefined : shortReason(child.reason, child.since),
  };
}

function contributorPart({ attributes, id, reason, since }: AlarmContributor) {
  const named = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  return {
    name: named.length === 0 ? id : named.join(', '),
    since: since === undefined ? undefined : formatSecond(since),
    reason: shortReason(reason, since),
  };
}
