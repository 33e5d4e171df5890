import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';
import { groupInput } from './log-groups.ts';

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt: number | undefined;
  /** Eventually consistent: AWS brings it up to date within about an hour. */
  readonly lastEventAt: number | undefined;
}

/** What DescribeLogStreams gives a page. */
const STREAMS_PER_PAGE = 50;

/** One page of a group's streams: by name (with a prefix), or newest event first, which the API cannot combine. */
export async function readLogStreams(
  aws: Aws,
  region: string,
  question: { group: string; orderBy: 'name' | 'last_event'; prefix?: string | undefined; token?: string | undefined },
  options: { signal: AbortSignal },
): Promise<{ streams: LogStream[]; token: string | undefined }> {
  const byTime = question.orderBy === 'last_event';
  const command = new DescribeLogStreamsCommand({
    ...groupInput(question.group),
    orderBy: byTime ? 'LastEventTime' : 'LogStreamName',
    limit: STREAMS_PER_PAGE,
    ...(byTime && { descending: true }),
    ...(!byTime && question.prefix !== undefined && { logStreamNamePrefix: question.prefix }),
    ...(question.token !== undefined && { nextToken: question.token }),
  });
  const page = await aws.logs(region, command, options);
  const streams = (page.logStreams ?? []).map((stream) => ({
    name: stream.logStreamName ?? '',
    createdAt: stream.creationTime ?? 0,
    firstEventAt: stream.firstEventTimestamp,
    lastEventAt: stream.lastEventTimestamp,
  }));
  return { streams, token: page.nextToken };
}
