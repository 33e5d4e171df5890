import { constraint, makeToken, readNumbers, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { LogGroup, LogStream } from '../world/types.ts';
import { findGroup, groupArn, invalidParameter, invalidToken, pageSize } from './log-groups.ts';

const ORDERS = ['LogStreamName', 'LastEventTime'];

export const logStreamOperations: Record<string, Operation> = {
  DescribeLogStreams(input, context) {
    const group = findGroup(input, context);
    const size = pageSize(input, 50);
    const prefix = text(input, 'logStreamNamePrefix');
    const orderBy = text(input, 'orderBy') ?? 'LogStreamName';
    if (!ORDERS.includes(orderBy)) {
      throw invalidParameter(constraint(orderBy, 'orderBy', `satisfy enum value set: [${ORDERS.join(', ')}]`));
    }
    if (prefix !== undefined && orderBy === 'LastEventTime') {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const token = input.nextToken ?? undefined;
    // The order by last event changes as time goes on: every page has that of the first.
    const [offset = 0, asOf = context.now()] =
      token === undefined ? [] : readNumbers('DescribeLogStreams', input, token, { count: 2, invalid: invalidToken() });
    const key = (stream: LogStream) =>
      orderBy === 'LogStreamName' ? stream.name : (stream.lastEventTimestamp(asOf) ?? 0);
    const sign = input.descending === true ? -1 : 1;
    const found = group.streams
      .filter((stream) => stream.name.startsWith(prefix ?? ''))
      .toSorted((a, b) => sign * compare(key(a), key(b)));
    const end = offset + size;
    return {
      logStreams: found.slice(offset, end).map((stream) => describe(stream, group, asOf, context)),
      nextToken: end < found.length ? makeToken('DescribeLogStreams', input, [end, asOf]) : undefined,
    };
  },
};

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function describe(
  stream: LogStream,
  group: LogGroup,
  asOf: number,
  context: OperationContext,
): Record<string, unknown> {
  const { name, creationTime, firstEventTimestamp } = stream;
  const lastEventTimestamp = stream.lastEventTimestamp(asOf);
  return {
    logStreamName: name,
    creationTime,
    firstEventTimestamp,
    lastEventTimestamp,
    lastIngestionTime: lastEventTimestamp,
    arn: `${groupArn(group, context)}:log-stream:${name}`,
    storedBytes: 0,
  };
}
