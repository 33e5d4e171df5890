import { DescribeFieldIndexesCommand, GetLogGroupFieldsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';
import { groupInput } from './log-groups.ts';

/** Index policies change seldom; what a minute of log adds to the fields matters little. */
const INDEXES_TTL_MS = 5 * 60_000;
const FIELDS_TTL_MS = 60_000;

export interface LogField {
  readonly name: string;
  /** Share of the events looked at that have it, 0 to 100. */
  readonly percent: number;
}

/** A field by which Logs Insights finds events without reading all. */
export interface FieldIndex {
  readonly name: string;
  /** `custom`: by a policy, `auto`: chosen by AWS, `default`: of every group. */
  readonly kind: string;
  readonly facet: boolean;
}

/**
 * The fields that Logs Insights discovers in a group's events: of the 8 minutes before and after `time`, or of the last 15.
 * @param time epoch milliseconds
 */
export async function readLogFields(
  aws: Aws,
  region: string,
  question: { group: string; time?: number | undefined },
  options: { signal: AbortSignal },
): Promise<LogField[]> {
  const command = new GetLogGroupFieldsCommand({
    ...groupInput(question.group),
    ...(question.time !== undefined && { time: Math.floor(question.time / 1000) }),
  });
  const { logGroupFields = [] } = await aws.logs(region, command, { ...options, ttlMs: FIELDS_TTL_MS });
  return logGroupFields.map(({ name = '', percent = 0 }) => ({ name, percent }));
}

/** The field indexes of a group, of the account's policies and its own, those in use. */
export async function readFieldIndexes(
  aws: Aws,
  region: string,
  group: string,
  options: { signal: AbortSignal },
): Promise<FieldIndex[]> {
  const indexes: FieldIndex[] = [];
  let nextToken: string | undefined;
  do {
    const command = new DescribeFieldIndexesCommand({
      logGroupIdentifiers: [group],
      // Without a list AWS adds those no longer in use, and leaves out those that it has chosen itself.
      indexCategories: ['CUSTOM', 'AUTO', 'DEFAULT'],
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await aws.logs(region, command, { ...options, ttlMs: INDEXES_TTL_MS });
    for (const index of page.fieldIndexes ?? []) {
      indexes.push({
        name: index.fieldIndexName ?? '',
        kind: (index.indexCategory ?? 'CUSTOM').toLowerCase(),
        facet: index.type === 'FACET',
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return indexes;
}
