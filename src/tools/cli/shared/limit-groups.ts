import { byRule } from '../../../access.ts';
import { parseLogGroup } from '../../../analysis/log-group-ref.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { ToolContext } from '../../define.ts';
import { groupsLimit } from '../../limited.ts';
import { accessOfOwner, mayReadOwner } from '../../owners.ts';
import { callerAccountId } from '../../patience.ts';
import { operationName } from './find-operation.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

/** The members of requests that name log groups, by name or ARN. */
const GROUP_MEMBERS = ['logGroupName', 'logGroupIdentifier', 'logGroupNames', 'logGroupIdentifiers'];

/** Every log group that is named must be one that the caller may read. @throws ToolError not_allowed, invalid_input */
export async function checkGroups({ operation, input, region }: Question, context: ToolContext): Promise<void> {
  if (groupsLimit(context) === undefined) return;
  const named = GROUP_MEMBERS.flatMap((member) => input[member] ?? []).flat() as string[];
  if (named.length === 0) {
    throw new ToolError('not_allowed', `aws ${operationName(operation)} must name a log group: you may not read all.`);
  }
  for (const name of named) await checkGroup(name, region, context);
}

async function checkGroup(text: string, region: string, context: ToolContext): Promise<void> {
  const group = parseLogGroup(text);
  if (group === undefined) throw new ToolError('invalid_input', `${quoted(text)} is no name or ARN of a log group.`);
  if (group.region !== undefined && group.region !== region) {
    throw new ToolError('invalid_input', `${quoted(text)} is not in ${region}: give --region ${group.region}.`);
  }
  const own = group.account === undefined ? undefined : await callerAccountId(context);
  const access = mayReadOwner(group.account, own, context);
  if (access.logGroup(group.name)) return;
  throw new ToolError(
    'not_allowed',
    `The log group ${quoted(group.name)} is not among those you may read${byRule(access, 'logGroup', group.name)}.`,
  );
}

/** Lists of log groups, without those that the caller may not see. */
export async function filterGroups(page: Page, _question: Question, context: ToolContext): Promise<Page> {
  const { logGroups } = page;
  if (groupsLimit(context) === undefined || !Array.isArray(logGroups)) return page;
  const own = await callerAccountId(context);
  const isSeen = (group: unknown) => {
    const { logGroupName, logGroupArn, arn } = group as Record<string, unknown>;
    const ref = [logGroupArn, arn].flatMap((text) => (typeof text === 'string' ? (parseLogGroup(text) ?? []) : []))[0];
    const name = typeof logGroupName === 'string' ? logGroupName : (ref?.name ?? '');
    return name !== '' && accessOfOwner(ref?.account, own, context)?.logGroup(name) === true;
  };
  return { ...page, logGroups: logGroups.filter(isSeen) };
}

/** Lists of what watches log groups: that of which the caller may see every group. */
export async function filterByGroups(page: Page, _question: Question, context: ToolContext): Promise<Page> {
  if (groupsLimit(context) === undefined) return page;
  const own = await callerAccountId(context);
  const isSeen = (item: unknown) => {
    const { logGroupArnList } = item as { logGroupArnList?: unknown };
    const arns = Array.isArray(logGroupArnList) ? (logGroupArnList as unknown[]) : [];
    return arns.length > 0 && arns.every((arn) => isSeenArn(arn, own, context));
  };
  return Object.fromEntries(
    Object.entries(page).map(([name, part]) => [name, Array.isArray(part) ? part.filter(isSeen) : part]),
  );
}

function isSeenArn(arn: unknown, own: string | undefined, context: ToolContext): boolean {
  const group = typeof arn === 'string' ? parseLogGroup(arn) : undefined;
  return group !== undefined && accessOfOwner(group.account, own, context)?.logGroup(group.name) === true;
}

/** For what says nothing of log groups, or names them in queries. @throws ToolError not_allowed */
export function onlyAllGroups({ operation }: Question, context: ToolContext): void {
  const limit = groupsLimit(context);
  if (limit === undefined) return;
  throw new ToolError(
    'not_allowed',
    `aws ${operationName(operation)} cannot be held to the log groups that you may read${limit}. run_logs_insights_query can.`,
  );
}
