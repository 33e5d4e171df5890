import { readLogStreams, type LogStream } from '../../../aws/log-streams.ts';
import type { Aws } from '../../../aws/aws.ts';
import { comparePositions, rowsAfter, type Position, type Shown } from '../../paging.ts';

export interface StreamsQuestion {
  readonly group: string;
  readonly orderBy: 'name' | 'last_event';
  readonly prefix?: string | undefined;
  /** Streams whose last event is older are left out; epoch milliseconds. */
  readonly activeSince?: number | undefined;
  /** Sort key of the last stream already shown. */
  readonly after: Shown | undefined;
  /** Token of a page to begin with. */
  readonly hint: string | undefined;
  /** Streams wanted. */
  readonly limit: number;
}

export interface StreamsAnswer {
  /** In the order asked for, those after `after`. */
  readonly streams: readonly LogStream[];
  /** Streams looked at. */
  readonly read: number;
  /** Whether there is nothing after the last one. */
  readonly ended: boolean;
  /** Tokens of pages: the page of `token` begins at `streams[index]`. */
  readonly hints: readonly { index: number; token: string }[];
}

interface Control {
  readonly signal: AbortSignal;
  /** Whether there is time for a further page. */
  readonly goOn: () => boolean;
}

/** A prefix with more pages than this is not sorted here: the streams are then read newest first and picked by prefix. */
const PREFIX_PAGES = 20;

/** By last event: newest first, streams without one last. */
function streamPosition(stream: LogStream, orderBy: 'name' | 'last_event'): Position {
  return orderBy === 'name' ? [stream.name] : [-(stream.lastEventAt ?? 0), stream.name];
}

/** Streams of a group in the order asked for, page by page until there are enough. */
export async function listStreams(
  aws: Aws,
  region: string,
  question: StreamsQuestion,
  control: Control,
): Promise<StreamsAnswer> {
  if (question.orderBy === 'last_event' && question.prefix !== undefined && question.hint === undefined) {
    const sorted = await sortByLastEvent(aws, region, question, question.prefix, control);
    if (sorted !== undefined) return sorted;
  }
  return await listInOrder(aws, region, question, control);
}

/** Every stream with the prefix, newest event first; undefined where there are too many to read. */
async function sortByLastEvent(
  aws: Aws,
  region: string,
  question: StreamsQuestion,
  prefix: string,
  { signal, goOn }: Control,
): Promise<StreamsAnswer | undefined> {
  const all: LogStream[] = [];
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page === PREFIX_PAGES || (page > 0 && !goOn())) return undefined;
    const read = await readLogStreams(
      aws,
      region,
      { group: question.group, orderBy: 'name', prefix, token },
      { signal },
    );
    all.push(...read.streams);
    token = read.token;
  }
  const sorted = all
    .filter((stream) => isActive(stream, question.activeSince))
    .toSorted((a, b) => (b.lastEventAt ?? 0) - (a.lastEventAt ?? 0) || (a.name < b.name ? -1 : 1));
  const streams = rowsAfter(sorted, (stream) => streamPosition(stream, 'last_event'), question.after);
  return { streams, read: all.length, ended: true, hints: [] };
}

async function listInOrder(
  aws: Aws,
  region: string,
  question: StreamsQuestion,
  { signal, goOn }: Control,
): Promise<StreamsAnswer> {
  const { group, orderBy, prefix, activeSince, limit } = question;
  const found: Found[] = [];
  const position = ({ stream }: Found) => streamPosition(stream, orderBy);
  const pages: (string | undefined)[] = [];
  let token = question.hint;
  let oldest: LogStream | undefined;
  let read = 0;
  let settled: readonly Found[] = [];
  let left: readonly Found[] = [];
  do {
    const answer = await readLogStreams(aws, region, { group, orderBy, prefix, token }, { signal });
    for (const stream of answer.streams) {
      if (stream.name.startsWith(prefix ?? '') && isActive(stream, activeSince)) {
        found.push({ stream, page: pages.length });
      }
    }
    pages.push(token);
    token = answer.token;
    read += answer.streams.length;
    oldest = answer.streams.at(-1) ?? oldest;
    // Newest first: all that follow were silent even longer.
    if (orderBy === 'last_event' && oldest !== undefined && !isActive(oldest, activeSince)) token = undefined;
    settled = token === undefined ? inOrder(found, orderBy) : beforeTies(inOrder(found, orderBy), orderBy, oldest);
    left = rowsAfter(settled, position, question.after);
  } while (token !== undefined && left.length <= limit && goOn());
  if (left.length === 0) {
    settled = inOrder(found, orderBy);
    left = rowsAfter(settled, position, question.after);
  }
  const streams = left.map(({ stream }) => stream);
  if (token === undefined) return { streams, read, ended: true, hints: hintsOf(left, pages) };
  const unsettled = found.filter((row) => !settled.includes(row)).map(({ page }) => page);
  const rest = unsettled.length === 0 ? token : pages[Math.min(...unsettled)];
  const hints = [...hintsOf(left, pages), ...(rest === undefined ? [] : [{ index: left.length, token: rest }])];
  return { streams, read, ended: false, hints };
}

/** A stream and the number of the page that it was on. */
interface Found {
  readonly stream: LogStream;
  readonly page: number;
}

/** Streams with the same last event come in no order that upstream would promise: they are sorted here. */
function inOrder(found: readonly Found[], orderBy: 'name' | 'last_event'): readonly Found[] {
  if (orderBy === 'name') return found;
  return found.toSorted((a, b) =>
    comparePositions(streamPosition(a.stream, orderBy), streamPosition(b.stream, orderBy)),
  );
}

/** Without the streams whose last event is that of the last stream read: further ones may belong between them. */
function beforeTies(found: readonly Found[], orderBy: 'name' | 'last_event', last: LogStream | undefined) {
  if (orderBy === 'name' || last === undefined) return found;
  return found.filter(({ stream }) => (stream.lastEventAt ?? 0) > (last.lastEventAt ?? 0));
}

/** From which page on the rest of the rows is, wherever that changes. */
function hintsOf(rows: readonly Found[], pages: readonly (string | undefined)[]): { index: number; token: string }[] {
  const firstPages = rows.map(({ page }) => page);
  for (let i = rows.length - 2; i >= 0; i -= 1) firstPages[i] = Math.min(firstPages[i] ?? 0, firstPages[i + 1] ?? 0);
  return firstPages.flatMap((page, index) => {
    const token = pages[page];
    return token !== undefined && page !== firstPages[index - 1] ? [{ index, token }] : [];
  });
}

function isActive(stream: LogStream, since: number | undefined): boolean {
  return since === undefined || (stream.lastEventAt ?? 0) >= since;
}
