import { alarmsOperations } from '../../src/sandbox/operations/alarms.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';

export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;
export const MADE_AT = Date.UTC(2026, 10, 21, 7, 30, 20);
export const ALL_TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
/** The shop of us-east-1, made on a Saturday morning. */
export const world = makeWorld('us-east-1', MADE_AT);

export type Row = Record<string, unknown>;

export function call(
  operation: string,
  input: Row = {},
  now = MADE_AT,
): Record<string, Row[]> & { NextToken?: string } {
  const context = { world, now: () => now, region: world.region, account: world.account };
  return alarmsOperations[operation]?.(input, context) as ReturnType<typeof call>;
}

export function everyPage(operation: string, member: string, input: Row): Row[] {
  const rows: Row[] = [];
  let token: string | undefined;
  do {
    const answer = call(operation, { ...input, ...(token !== undefined && { NextToken: token }) });
    rows.push(...(answer[member] ?? []));
    token = answer.NextToken;
  } while (token !== undefined);
  return rows;
}

/** One page of DescribeAlarms, all kinds together. */
export function describe(input: Row, now?: number): Row[] {
  const {
    MetricAlarms = [],
    CompositeAlarms = [],
    LogAlarms = [],
  } = call('DescribeAlarms', { MaxRecords: 100, ...input }, now);
  return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms];
}

export function names(rows: readonly Row[]): string[] {
  return rows.map(({ AlarmName }) => String(AlarmName)).toSorted();
}
