import { constraint, makeToken, readNumbers, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { byName, reversed } from '../world/rows.ts';
import type { Rows } from '../world/rows.ts';
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
    const ascending = orderBy === 'LogStreamName' ? byName(group.streams, prefix) : byLastEvent(group, asOf);
    const found = input.descending === true ? reversed(ascending) : ascending;
    const end = Math.min(offset + size, found.length);
    return {
      logStreams: Array.from({ length: end - offset }, (_, i) =>
        describe(found.at(offset + i) as LogStream, group, asOf, context),
      ),
      nextToken: end < found.length ? makeToken('DescribeLogStreams', input, [end, asOf]) : undefined,
    };
  },
};

function byLastEvent(group: LogGroup, asOf: number): Rows<LogStream> {
  const last = (stream: LogStream) => stream.lastEventTimestamp(asOf) ?? 0;
  return group.streamsByLastEvent?.(asOf) ?? [...group.streams].toSorted((a, b) => last(a) - last(b));
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
