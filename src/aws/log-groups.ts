import {
  DescribeLogGroupsCommand,
  ListLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  type LogGroup as SdkLogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseLogGroup } from '../analysis/log-group-ref.ts';
import type { Aws } from './aws.ts';

/** How long a page of the list of log groups is given to others, milliseconds: groups come and go slowly. */
const LOG_GROUPS_TTL_MS = 60_000;
/** What DescribeLogGroups and ListLogGroups give a page. */
const GROUPS_PER_PAGE = 50;
const LISTED_PER_PAGE = 1_000;

export const LOG_GROUP_CLASSES = ['STANDARD', 'INFREQUENT_ACCESS', 'ESSENTIALS', 'DELIVERY'] as const;
export type LogGroupClass = (typeof LOG_GROUP_CLASSES)[number];

export interface LogGroup {
  readonly name: string;
  /** Without `:*`. */
  readonly arn: string;
  readonly account: string;
  readonly logGroupClass: string;
  readonly storedBytes: number;
  /** Undefined: events never expire. */
  readonly retentionDays: number | undefined;
  readonly createdAt: number;
  readonly metricFilters: number;
}

/** A group, by name or ARN, as operations on one take it: older backends know names only as `logGroupName`. */
export function groupInput(group: string): { logGroupName: string } | { logGroupIdentifier: string } {
  return group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group };
}

export interface LogGroupQuestion {
  readonly prefix?: string | undefined;
  readonly logGroupClass?: LogGroupClass | undefined;
  readonly linkedAccounts?: boolean | undefined;
}

export interface LogGroupList {
  readonly groups: readonly LogGroup[];
  /** Where reading stopped before the end of the list. */
  readonly nextToken: string | undefined;
}

/**
 * The log groups of a region, ordered by name and ARN as DescribeLogGroups gives them, page by page until `goOn` says
 * stop. Pages are cached for `LOG_GROUPS_TTL_MS`.
 */
export async function readLogGroups(
  aws: Aws,
  region: string,
  question: LogGroupQuestion,
  options: { signal: AbortSignal; goOn: () => boolean; from?: string | undefined; onPage?: (read: number) => void },
): Promise<LogGroupList> {
  const groups: LogGroup[] = [];
  let nextToken = options.from;
  do {
    const input: DescribeLogGroupsCommandInput = {
      limit: GROUPS_PER_PAGE,
      ...(question.prefix !== undefined && { logGroupNamePrefix: question.prefix }),
      ...(question.logGroupClass !== undefined && { logGroupClass: question.logGroupClass }),
      ...(question.linkedAccounts === true && { includeLinkedAccounts: true }),
      ...(nextToken !== undefined && { nextToken }),
    };
    const read = { signal: options.signal, ttlMs: LOG_GROUPS_TTL_MS };
    const page = await aws.logs(region, new DescribeLogGroupsCommand(input), read);
    for (const group of page.logGroups ?? []) {
      if (ofClass(group, question.logGroupClass)) groups.push(toLogGroup(group));
    }
    nextToken = page.nextToken;
    options.onPage?.(groups.length);
  } while (nextToken !== undefined && options.goOn());
  return { groups, nextToken };
}

/** INFREQUENT_ACCESS and ESSENTIALS stand for each other in DescribeLogGroups (the SDK's model). */
function ofClass(group: SdkLogGroup, wanted: LogGroupClass | undefined): boolean {
  const same = (name: string) => (name === 'ESSENTIALS' ? 'INFREQUENT_ACCESS' : name);
  return wanted === undefined || same(group.logGroupClass ?? 'STANDARD') === same(wanted);
}

function toLogGroup(group: SdkLogGroup): LogGroup {
  const name = group.logGroupName ?? '';
  const arn = group.logGroupArn ?? (group.arn ?? '').replace(/:\*$/, '');
  return {
    name,
    arn,
    account: parseLogGroup(arn)?.account ?? '',
    logGroupClass: group.logGroupClass ?? 'STANDARD',
    storedBytes: group.storedBytes ?? 0,
    retentionDays: group.retentionInDays,
    createdAt: group.creationTime ?? 0,
    metricFilters: group.metricFilterCount ?? 0,
  };
}

/**
 * The ARNs of the log groups that carry a tag (ListLogGroups, which knows tags but neither size nor retention).
 * @param tag `key`, or `key=value` with CloudWatch's `*` and `!` in the value
 */
export async function taggedLogGroups(
  aws: Aws,
  region: string,
  tag: string,
  question: LogGroupQuestion,
  options: { signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const [key = '', ...value] = tag.split('=');
  const arns = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new ListLogGroupsCommand({
      limit: LISTED_PER_PAGE,
      logGroupTags: [{ key, ...(value.length > 0 && { values: [value.join('=')] }) }],
      ...(question.linkedAccounts === true && { includeLinkedAccounts: true }),
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await aws.logs(region, command, { signal: options.signal, ttlMs: LOG_GROUPS_TTL_MS });
    for (const group of page.logGroups ?? []) arns.add((group.logGroupArn ?? '').replace(/:\*$/, ''));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return arns;
}
