import { FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ToolError } from '../errors.ts';
import type { LogEvent, Window } from '../model.ts';
import type { Aws } from './aws.ts';
import { groupInput } from './log-groups.ts';

/** Further tries after AWS throttled beyond the SDK's own retries. */
const THROTTLED_TRIES = 3;

export interface FilterQuestion {
  /** Name or ARN of the group. */
  readonly group: string;
  readonly window: Window;
  readonly pattern?: string | undefined;
  readonly streamPrefix?: string | undefined;
  readonly newestFirst: boolean;
  readonly token?: string | undefined;
  readonly limit: number;
}

/**
 * One page of FilterLogEvents; what AWS throttles is asked again, at the slower pace that follows. The window's end, which
 * the API includes, is excluded here. The page may be empty and still have a token.
 */
export async function filterLogEvents(
  aws: Aws,
  region: string,
  question: FilterQuestion,
  options: { signal: AbortSignal },
): Promise<{ events: LogEvent[]; token: string | undefined }> {
  const command = new FilterLogEventsCommand({
    ...groupInput(question.group),
    startTime: question.window.start,
    endTime: question.window.end - 1,
    limit: question.limit,
    startFromHead: !question.newestFirst,
    // AWS ignores this and always interleaves; others list stream by stream without it.
    interleaved: true,
    ...(question.pattern !== undefined && { filterPattern: question.pattern }),
    ...(question.streamPrefix !== undefined && { logStreamNamePrefix: question.streamPrefix }),
    ...(question.token !== undefined && { nextToken: question.token }),
  });
  for (let tries = 1; ; tries += 1) {
    try {
      const page = await aws.logs(region, command, options);
      const prefix = question.streamPrefix ?? '';
      const events = (page.events ?? [])
        .map((event) => ({
          group: question.group,
          stream: event.logStreamName ?? '',
          time: event.timestamp ?? 0,
          message: event.message ?? '',
          id: event.eventId,
        }))
        .filter((event) => event.stream.startsWith(prefix));
      return { events, token: page.nextToken };
    } catch (error) {
      if (!(error instanceof ToolError && error.code === 'throttled') || tries > THROTTLED_TRIES) throw error;
    }
  }
}

export interface StreamQuestion {
  readonly group: string;
  readonly stream: string;
  readonly window: { readonly start?: number | undefined; readonly end?: number | undefined };
  /** From the window's start forward, or from its end backward. */
  readonly direction: 'forward' | 'backward';
  readonly token?: string | undefined;
  readonly limit: number;
}

/**
 * One page of a stream's events, ascending in time whichever the direction. `token` goes on in the direction; undefined
 * at the end of the stream, which GetLogEvents shows by giving back the token it was asked with.
 */
export async function getLogEvents(
  aws: Aws,
  region: string,
  question: StreamQuestion,
  options: { signal: AbortSignal },
): Promise<{ events: LogEvent[]; token: string | undefined }> {
  const forward = question.direction === 'forward';
  const { start, end } = question.window;
  const command = new GetLogEventsCommand({
    ...groupInput(question.group),
    logStreamName: question.stream,
    startFromHead: forward,
    limit: question.limit,
    ...(start !== undefined && { startTime: start }),
    ...(end !== undefined && { endTime: end }),
    ...(question.token !== undefined && { nextToken: question.token }),
  });
  const page = await aws.logs(region, command, options);
  const next = forward ? page.nextForwardToken : page.nextBackwardToken;
  return {
    // moto includes the end.
    events: (page.events ?? [])
      .filter((event) => end === undefined || (event.timestamp ?? 0) < end)
      .map((event) => ({
        group: question.group,
        stream: question.stream,
        time: event.timestamp ?? 0,
        message: event.message ?? '',
      })),
    token: next === question.token ? undefined : next,
  };
}
