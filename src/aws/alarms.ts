import { DescribeAlarmsCommand, type AlarmType } from '@aws-sdk/client-cloudwatch';
import { ToolError } from '../errors.ts';
import type { Alarm, AlarmKind, AlarmState } from '../model.ts';
import { toCompositeAlarm, toLogAlarm, toMetricAlarm } from './alarm-model.ts';
import type { Aws } from './aws.ts';

/** Largest page of DescribeAlarms, and the most names one call takes. */
const PAGE_SIZE = 100;

/** Without these DescribeAlarms and DescribeAlarmHistory are about metric alarms alone. */
const ALARM_TYPES: readonly AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
/** What partitions that have no log alarms yet accept. */
const OLDER_TYPES: readonly AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

/** Runs a read with every alarm type, or with those that the region knows where it refuses the newest. */
export async function withAlarmTypes<T>(read: (types: AlarmType[]) => Promise<T>): Promise<T> {
  try {
    return await read([...ALARM_TYPES]);
  } catch (error) {
    if (error instanceof ToolError && error.code === 'invalid_input' && /alarmTypes/i.test(error.message)) {
      return read([...OLDER_TYPES]);
    }
    throw error;
  }
}

export interface AlarmQuestion {
  /** At most 100. Not together with `prefix`. */
  readonly names?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly state?: AlarmState | undefined;
}

export interface AlarmsRead {
  readonly alarms: readonly Alarm[];
  /** Where the list goes on; undefined when it was read to its end. */
  readonly next: string | undefined;
}

/**
 * The alarms of a region, of every type: DescribeAlarms leaves out all but metric alarms unless told the types.
 * @param goOn asked before every further page, with the number of pages read; false stops there
 * @param from `next` of an earlier read of the same question
 * @throws ToolError of the gateway
 */
export async function readAlarms(
  aws: Aws,
  region: string,
  question: AlarmQuestion,
  options: { signal: AbortSignal; goOn?: ((pages: number) => boolean) | undefined; from?: string | undefined },
): Promise<AlarmsRead> {
  const alarms: Alarm[] = [];
  let next = options.from;
  let pages = 0;
  do {
    const input = {
      MaxRecords: PAGE_SIZE,
      ...(question.names !== undefined && { AlarmNames: [...question.names] }),
      ...(question.prefix !== undefined && { AlarmNamePrefix: question.prefix }),
      ...(question.state !== undefined && { StateValue: question.state }),
      ...(next !== undefined && { NextToken: next }),
    };
    const answer = await withAlarmTypes((AlarmTypes) =>
      aws.cloudwatch(region, new DescribeAlarmsCommand({ ...input, AlarmTypes }), { signal: options.signal }),
    );
    alarms.push(
      ...(answer.MetricAlarms ?? []).map((alarm) => toMetricAlarm(region, alarm)),
      ...(answer.CompositeAlarms ?? []).map((alarm) => toCompositeAlarm(region, alarm)),
      ...(answer.LogAlarms ?? []).map((alarm) => toLogAlarm(region, alarm)),
    );
    next = answer.NextToken || undefined;
    pages += 1;
  } while (next !== undefined && (options.goOn?.(pages) ?? true));
  return { alarms, next };
}

/** Whether an alarm of this kind is of the type asked for: `metric` takes every alarm that CloudWatch files under metric alarms. */
export function isOfType(kind: AlarmKind, type: AlarmKind): boolean {
  return type === 'metric' ? kind !== 'composite' && kind !== 'log' : kind === type;
}
