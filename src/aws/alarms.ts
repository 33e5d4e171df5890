import { DescribeAlarmsCommand, type AlarmType } from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmKind, AlarmState } from '../model.ts';
import { toCompositeAlarm, toLogAlarm, toMetricAlarm } from './alarm-model.ts';
import type { Aws } from './aws.ts';

/** Largest page of DescribeAlarms, and the most names one call takes. */
const PAGE_SIZE = 100;

const ALL_TYPES: readonly AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

export interface AlarmQuestion {
  /** At most 100. Not together with `prefix`. */
  readonly names?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly state?: AlarmState | undefined;
}

export interface AlarmsRead {
  readonly alarms: readonly Alarm[];
  /** Whether the list was read to its end before `goOn` said to stop. */
  readonly complete: boolean;
}

/**
 * The alarms of a region, of every type: DescribeAlarms leaves out all but metric alarms unless told the types.
 * @param goOn asked before every further page; false stops the read
 * @throws ToolError of the gateway
 */
export async function readAlarms(
  aws: Aws,
  region: string,
  question: AlarmQuestion,
  options: { signal: AbortSignal; ttlMs?: number | undefined; goOn?: (() => boolean) | undefined },
): Promise<AlarmsRead> {
  const alarms: Alarm[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeAlarmsCommand({
      AlarmTypes: [...ALL_TYPES],
      MaxRecords: PAGE_SIZE,
      ...(question.names !== undefined && { AlarmNames: [...question.names] }),
      ...(question.prefix !== undefined && { AlarmNamePrefix: question.prefix }),
      ...(question.state !== undefined && { StateValue: question.state }),
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await aws.cloudwatch(region, command, { signal: options.signal, ttlMs: options.ttlMs });
    alarms.push(
      ...(answer.MetricAlarms ?? []).map((alarm) => toMetricAlarm(region, alarm)),
      ...(answer.CompositeAlarms ?? []).map((alarm) => toCompositeAlarm(region, alarm)),
      ...(answer.LogAlarms ?? []).map((alarm) => toLogAlarm(region, alarm)),
    );
    token = answer.NextToken;
  } while (token !== undefined && token !== '' && (options.goOn?.() ?? true));
  return { alarms, complete: token === undefined || token === '' };
}

/** The names a filter by type asks for: `metric` takes every alarm that CloudWatch files under metric alarms. */
export function isOfType(kind: AlarmKind, type: AlarmKind): boolean {
  return type === 'metric' ? kind !== 'composite' && kind !== 'log' : kind === type;
}
