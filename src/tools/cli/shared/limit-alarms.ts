import { readAlarms } from '../../../aws/alarms.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { Alarm } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { alarmRefusal, seesEveryAlarm, visibleAlarms } from '../../visible-alarms.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

/** Names that one DescribeAlarms takes. */
const NAMES_PER_CALL = 100;

/** Lists of alarms, without those that the caller may not see. */
export async function filterAlarms(page: Page, question: Question, context: ToolContext): Promise<Page> {
  return filterBy(page, ['MetricAlarms', 'CompositeAlarms', 'LogAlarms'], question, context);
}

/** What happened to alarms that the caller may see; what a deleted one watched nobody knows any more. */
export async function filterHistory(page: Page, question: Question, context: ToolContext): Promise<Page> {
  return filterBy(page, ['AlarmHistoryItems'], question, context);
}

/** @throws ToolError not_allowed where the one alarm that is named may not be seen */
export async function alarmsCheck({ input, region }: Question, context: ToolContext): Promise<void> {
  const name = input['AlarmName'];
  if (typeof name !== 'string' || seesEveryAlarm({ region, access: context.access })) return;
  const [alarm] = await named([name], region, context);
  if (alarm !== undefined && !(await visibleAlarms([alarm], context)).has(alarm)) {
    throw new ToolError('not_allowed', alarmRefusal(alarm, context.access));
  }
}

/** @throws ToolError not_allowed where the alarm may not be seen, not_found where it is not there */
export async function contributorsCheck(question: Question, context: ToolContext): Promise<void> {
  await alarmsCheck(question, context);
  const { region, input } = question;
  const name = String(input['AlarmName']);
  if (seesEveryAlarm({ region, access: context.access })) return;
  if ((await named([name], region, context)).length > 0) return;
  throw new ToolError('not_found', `There is no alarm ${quoted(name)} in ${region}.`);
}

async function filterBy(
  page: Page,
  lists: readonly string[],
  { region }: Question,
  context: ToolContext,
): Promise<Page> {
  if (seesEveryAlarm({ region, access: context.access })) return page;
  const names = new Set(lists.flatMap((list) => listOf(page[list]).map(nameOf)));
  const alarms = await named([...names], region, context);
  const seen = new Set([...(await visibleAlarms(alarms, context))].map(({ name }) => name));
  const kept = lists.flatMap((list) =>
    page[list] === undefined ? [] : [[list, listOf(page[list]).filter((one) => seen.has(nameOf(one)))] as const],
  );
  return { ...page, ...Object.fromEntries(kept) } as Page;
}

async function named(names: readonly string[], region: string, { aws, signal }: ToolContext): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for (let i = 0; i < names.length; i += NAMES_PER_CALL) {
    const part = names.slice(i, i + NAMES_PER_CALL).filter((name) => name !== '');
    if (part.length > 0) alarms.push(...(await readAlarms(aws, region, { names: part }, { signal })).alarms);
  }
  return alarms;
}

function listOf(value: Page[string] | undefined): unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameOf(item: unknown): string {
  const { AlarmName } = item as Record<string, unknown>;
  return typeof AlarmName === 'string' ? AlarmName : '';
}
