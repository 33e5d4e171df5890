import { createHash } from 'node:crypto';
import type { Window } from '../../model.ts';
import { compileFilterPattern } from '../evaluate/filter-pattern.ts';
import { AwsError, constraint, integer, makeToken, readNumbers, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { findNamed } from '../world/rows.ts';
import type { LogGroup } from '../world/types.ts';
import { findGroup, invalidParameter, invalidToken, pageSize } from './log-groups.ts';
import { MAX_PAGE_EVENTS, readEvents } from './read-events.ts';
import type { PlacedEvent, Position } from './read-events.ts';

/** From here on FilterLogEvents reads backwards. */
const DESCENDING_SINCE = Date.UTC(2024, 0, 1);
/** A search over more than this answers with an empty page first, as AWS may do with any page. */
const EMPTY_PAGE_WINDOW_MS = 6 * 3_600_000;
export const INGESTION_DELAY_MS = 900;
const DAY_MS = 86_400_000;

export const logEventOperations: Record<string, Operation> = {
  FilterLogEvents(input, context) {
    const group = readableGroup('FilterLogEvents', input, context);
    const limit = pageSize(input, MAX_PAGE_EVENTS);
    const window = readWindow(group, input, context, 1);
    const inStream = streamFilter(group, input);
    const matches = compilePattern(input);
    const question = { ...input, startFromHead: undefined, interleaved: undefined, unmask: undefined };
    const page = ({ time, index, descending, end }: FilterPosition) =>
      makeToken('FilterLogEvents', question, [time, index, Number(descending), end]);
    const given = input.nextToken ?? undefined;
    if (given === undefined) {
      const first = firstPosition(input, window);
      if (window.end - window.start > EMPTY_PAGE_WINDOW_MS) {
        return { events: [], searchedLogStreams: [], nextToken: page(first) };
      }
      return filterPage(first);
    }
    const expected = { count: 4, invalid: invalidToken() };
    const [time = 0, index, descending, end = 0] = readNumbers('FilterLogEvents', question, given, expected);
    return filterPage({ time, index: index ?? 0, descending: descending === 1, end });

    function filterPage(position: FilterPosition) {
      const { events, next } = readEvents(group, { ...window, end: position.end }, position, {
        descending: position.descending,
        limit,
        matches: (event) => inStream(event.stream) && matches(event.message),
      });
      return {
        events: events.map((event) => ({ logStreamName: event.stream, ...output(event), eventId: eventId(event) })),
        searchedLogStreams: [],
        nextToken: next && page({ ...position, ...next }),
      };
    }
  },

  GetLogEvents(input, context) {
    const group = readableGroup('GetLogEvents', input, context);
    const limit = pageSize(input, MAX_PAGE_EVENTS);
    const window = readWindow(group, input, context, 0);
    const stream = text(input, 'logStreamName');
    if (stream === undefined) throw invalidParameter(constraint('null', 'logStreamName', 'not be null'));
    requireStream(group, stream);
    const question = { ...input, startFromHead: undefined, unmask: undefined };
    const given = text(input, 'nextToken');
    const [, way, token] = /^([fb])\/(.+)$/.exec(given ?? '') ?? [];
    if (given !== undefined && token === undefined) throw invalidToken();
    const descending = way === undefined ? input.startFromHead !== true : way === 'b';
    const [time = descending ? window.end : window.start, index = 0] =
      token === undefined ? [] : readNumbers('GetLogEvents', question, token, { count: 2, invalid: invalidToken() });
    const from: Position = { time, index };
    const { events, next } = readEvents(group, window, from, {
      descending,
      limit,
      stream,
      matches: (event) => event.stream === stream,
    });
    const ascending = descending ? events.toReversed() : events;
    const [first, last] = [ascending[0], ascending.at(-1)];
    const before = (descending ? next : undefined) ?? first ?? from;
    const after = (descending ? undefined : next) ?? (last ? { time: last.time, index: last.index + 1 } : from);
    const place = (position: Position) => makeToken('GetLogEvents', question, [position.time, position.index]);
    return {
      events: ascending.map(output),
      nextForwardToken: `f/${place(after)}`,
      nextBackwardToken: `b/${place(before)}`,
    };
  },
};

/** Where a search goes on, which way, and up to when: the end of the first page's window holds for all. */
interface FilterPosition extends Position {
  readonly descending: boolean;
  readonly end: number;
}

function firstPosition(input: Record<string, unknown>, { start, end }: Window): FilterPosition {
  const descending = input.startFromHead === false;
  const startTime = typeof input.startTime === 'number' ? input.startTime : 0;
  if (descending && startTime < DESCENDING_SINCE) {
    throw invalidParameter('startFromHead=false requires a startTime on or after Jan 1, 2024 00:00:00 UTC.');
  }
  return { time: descending ? end : start, index: 0, descending, end };
}

function readableGroup(operation: string, input: Record<string, unknown>, context: OperationContext): LogGroup {
  const group = findGroup(input, context);
  if (group.logGroupClass === 'STANDARD') return group;
  throw new AwsError(
    'InvalidOperationException',
    `The log group ${group.name} is of log-group-class ${group.logGroupClass}. ${operation} is not supported for this log class.`,
  );
}

/** The half-open window of `input`, without what is past retention or still to come. `endIncluded` is 1 where `endTime` is in it. */
function readWindow(
  group: LogGroup,
  input: Record<string, unknown>,
  { now }: OperationContext,
  endIncluded: number,
): Window {
  const limits = { min: 0, max: Number.MAX_SAFE_INTEGER, code: 'InvalidParameterException' };
  const start = integer(input, 'startTime', { ...limits, fallback: 0 });
  const end = integer(input, 'endTime', { ...limits, fallback: now() });
  if (end < start) throw invalidParameter('endTime must not be before startTime.');
  return { start: Math.max(start, keptSince(group, now())), end: Math.min(end + endIncluded, now() + 1) };
}

/** The time from which on `group` has events still, epoch milliseconds. */
export function keptSince({ retentionInDays, creationTime }: LogGroup, now: number): number {
  return Math.max(creationTime, retentionInDays === undefined ? 0 : now - retentionInDays * DAY_MS);
}

function streamFilter(group: LogGroup, input: Record<string, unknown>): (stream: string) => boolean {
  const prefix = text(input, 'logStreamNamePrefix');
  const names = input.logStreamNames;
  if (prefix !== undefined && names !== undefined) {
    throw invalidParameter('logStreamNamePrefix and logStreamNames are mutually exclusive parameters.');
  }
  if (!Array.isArray(names)) return (stream) => stream.startsWith(prefix ?? '');
  if (names.length === 0 || names.length > 100) {
    const must = 'have length less than or equal to 100 and greater than or equal to 1';
    throw invalidParameter(constraint(names.length, 'logStreamNames', must));
  }
  for (const name of names) requireStream(group, String(name));
  return (stream) => names.includes(stream);
}

function requireStream(group: LogGroup, name: string): void {
  if (findNamed(group.streams, name)) return;
  throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

function compilePattern(input: Record<string, unknown>): (message: string) => boolean {
  const pattern = text(input, 'filterPattern') ?? '';
  if (pattern.length > 1024) {
    throw invalidParameter(constraint(pattern, 'filterPattern', 'have length less than or equal to 1024'));
  }
  return compileFilterPattern(pattern);
}

function output({ time, message }: PlacedEvent): Record<string, unknown> {
  return { timestamp: time, message, ingestionTime: time + INGESTION_DELAY_MS };
}

/** 56 digits that begin with the time, as AWS's do; the same for the same event whatever was asked. */
function eventId({ id, stream, time, message, index }: PlacedEvent): string {
  if (id !== undefined) return id;
  const hash = createHash('sha256').update(`${stream}\n${message}\n${index}`).digest('hex');
  return `${time}${BigInt(`0x${hash}`)}`.slice(0, 56);
}
