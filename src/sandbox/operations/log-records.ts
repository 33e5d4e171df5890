import { discoverFields } from '../evaluate/insights/discover.ts';
import { readPointer } from '../insights/pointers.ts';
import { toQueryEvent } from '../insights/read-events.ts';
import { AwsError, constraint, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { findNamed } from '../world/rows.ts';
import { keptSince } from './log-events.ts';
import { invalidParameter } from './log-groups.ts';

export const logRecordOperations: Record<string, Operation> = {
  GetLogRecord(input, { world, linked = [], now }) {
    const pointer = text(input, 'logRecordPointer');
    if (pointer === undefined) throw invalidParameter(constraint('null', 'logRecordPointer', 'not be null'));
    const place = readPointer(pointer);
    if (!place) throw invalidParameter('The specified log record pointer is invalid.');
    const owner = [world, ...linked].find(({ account }) => account === place.account);
    const group = owner && findNamed(owner.logGroups, place.group);
    const { time } = place;
    const kept = group && time >= keptSince(group, now());
    const event = kept ? group.events({ start: time, end: time + 1 })[place.index] : undefined;
    if (!event) throw new AwsError('ResourceNotFoundException', 'The specified log record does not exist.');
    const { ingestionTime, message, stream, log } = toQueryEvent(event, place.account, () => place.index);
    return {
      logRecord: {
        ...Object.fromEntries(discoverFields(message)),
        '@ptr': pointer,
        '@timestamp': String(time),
        '@ingestionTime': String(ingestionTime),
        '@message': message,
        '@logStream': stream,
        '@log': log,
      },
    };
  },
};
