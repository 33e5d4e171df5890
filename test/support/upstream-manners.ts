import type { Aws, ReadOptions } from '../../src/aws/aws.ts';

/** How AWS pages its lists: what a caller may not rely on. */
export interface UpstreamManners {
  /** The most rows of a page. */
  readonly maxPage: number;
  /** Every so many-th read is answered with an empty page and a token; 0: none. */
  readonly emptyEvery: number;
}

type Input = Record<string, unknown>;
type Row = Record<string, unknown>;
type Command = { readonly input: Input; readonly constructor: unknown };
type New = new (input: Input) => Command;
type Send = (region: string, command: Command, options: ReadOptions) => Promise<Input>;

/** The rows of an operation's answer, the members of its size and token, and the order the rows come in. */
interface List {
  readonly rows: string;
  readonly size?: string;
  readonly token: 'nextToken' | 'NextToken';
  readonly compare?: (a: Row, b: Row, input: Input) => number;
}

const text = (a: unknown, b: unknown) => (a === b ? 0 : String(a) < String(b) ? -1 : 1);
const lastEvent = (stream: Row) => Number(stream['lastEventTimestamp'] ?? 0);

const LISTS: Readonly<Record<string, List>> = {
  DescribeLogGroups: {
    rows: 'logGroups',
    size: 'limit',
    token: 'nextToken',
    compare: (a, b) => text(a['logGroupName'], b['logGroupName']),
  },
  DescribeLogStreams: {
    rows: 'logStreams',
    size: 'limit',
    token: 'nextToken',
    // Nobody promises an order of streams with the same last event: here it is not ours.
    compare: (a, b, { orderBy }) =>
      orderBy === 'LastEventTime'
        ? lastEvent(b) - lastEvent(a) || text(b['logStreamName'], a['logStreamName'])
        : text(a['logStreamName'], b['logStreamName']),
  },
  /** Its tokens are places in time already: its pages are only made smaller. */
  FilterLogEvents: { rows: 'events', size: 'limit', token: 'nextToken' },
  ListMetrics: { rows: 'Metrics', token: 'NextToken' },
  DescribeAlarmHistory: { rows: 'AlarmHistoryItems', size: 'MaxRecords', token: 'NextToken' },
  ListWorkspaces: { rows: 'workspaces', size: 'maxResults', token: 'nextToken' },
};

/** As long as many of AWS's tokens are. */
const TOKEN_CHARS = 100;

/** Tokens and the rows that they stand for: those before which, and with which, a page ended. */
export type Places = Map<string, Row>;

/**
 * AWS with other manners, and nothing kept of what it said: each call reads anew, as another replica would. Tokens say
 * behind which row the next page begins, whether that row is still there or not.
 */
export function withManners(
  aws: Aws,
  manners: UpstreamManners,
  places: Places,
  onRead: (operation: string, options: ReadOptions) => Promise<void>,
): Aws {
  let reads = 0;
  const via =
    (send: Send): Send =>
    async (region, command, options) => {
      const operation = (command.constructor as { name: string }).name.replace(/Command$/, '');
      const list = LISTS[operation];
      const fresh = { ...options, ttlMs: undefined };
      await onRead(operation, options);
      if (list === undefined) return await send(region, command, fresh);
      reads += 1;
      const token = command.input[list.token] as string | undefined;
      if (manners.emptyEvery > 0 && reads % manners.emptyEvery === 0 && !token?.startsWith('empty ')) {
        return { [list.token]: `empty ${token ?? ''}` };
      }
      if (operation === 'FilterLogEvents') {
        const nextToken = token?.replace(/^empty /, '') || undefined;
        const limit = Math.min(manners.maxPage, Number(command.input['limit']));
        return await send(region, new (command.constructor as New)({ ...command.input, nextToken, limit }), fresh);
      }
      const all = await readAll(send, region, command, fresh, list);
      return pageOf(all, token?.replace(/^empty /, '') || undefined, command.input, list);
    };

  function pageOf(answer: Input, token: string | undefined, input: Input, list: List): Input {
    const { rows: member, compare = () => 0 } = list;
    const rows = (answer[member] as Row[]).toSorted((a, b) => compare(a, b, input));
    const place = token === undefined ? undefined : places.get(token);
    const from =
      list.compare === undefined
        ? Number(token ?? 0)
        : rows.filter((row) => place !== undefined && compare(row, place, input) <= 0).length;
    const size = Math.min(manners.maxPage, Number(input[list.size ?? ''] ?? Infinity));
    const page = rows.slice(from, from + size);
    const next = list.compare === undefined ? `${from + size}` : `${places.size}`.padStart(TOKEN_CHARS, '0');
    const last = page.at(-1);
    if (last !== undefined) places.set(next, last);
    return { ...answer, [member]: page, [list.token]: from + size < rows.length ? next : undefined };
  }

  return {
    ...aws,
    cloudwatch: via(aws.cloudwatch as unknown as Send) as never,
    logs: via(aws.logs as unknown as Send) as never,
    amp: via(aws.amp as unknown as Send) as never,
  };
}

/** The whole list, whatever the pages it really comes in. */
async function readAll(send: Send, region: string, command: Command, options: ReadOptions, list: List): Promise<Input> {
  const Again = command.constructor as New;
  let rows: Row[] = [];
  let token: unknown;
  for (;;) {
    const { [list.size ?? '']: _size, ...input } = command.input;
    const answer = await send(region, new Again({ ...input, [list.token]: token }), options);
    rows = [...rows, ...(answer[list.rows] as Row[])];
    token = answer[list.token];
    if (token === undefined) return { ...answer, [list.rows]: rows };
  }
}
