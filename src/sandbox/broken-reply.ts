/** Answers that come late, broken or not to their end, and pages of nothing. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './faults.ts';
import type { Call, Reply } from './wire/call.ts';

const HUGE_BYTES = 100_000_000;
const TRICKLE_MS = 1_000;
const EMPTY_PAGES = 3;

/** `reply` with another body, where the fault is one of its content. */
export function spoil(reply: Reply, kind: FaultKind | undefined): Reply {
  const text = reply.body.toString();
  if (kind === 'malformed') return { ...reply, body: 'Neither JSON nor XML: <' };
  if (kind !== 'wrongShape' && kind !== 'wrongTypes') return reply;
  if (text.startsWith('<')) return { ...reply, body: text.replaceAll(/>([^<>]+)</g, '><part>$1</part><') };
  const swap = kind === 'wrongShape' ? swapContainers : swapTypes;
  return { ...reply, body: JSON.stringify(mapMembers(JSON.parse(text), swap)) };
}

/** Sends the whole of `reply`, or as the fault has it. */
export async function deliver(response: ServerResponse, reply: Reply, kind: FaultKind | undefined): Promise<void> {
  const body = Buffer.from(reply.body);
  const half = Math.ceil(body.length / 2);
  const length = body.length + (kind === 'hugeBody' ? HUGE_BYTES : 0);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': length });
  if (kind === 'hugeBody') await pipeline(Readable.from(padded(body)), response);
  else if (kind === 'slowBody') await pipeline(Readable.from(trickled(body, half)), response);
  else if (kind === 'cut') response.write(body.subarray(0, half), () => response.destroy());
  else response.end(body);
}

function* padded(body: Buffer): Generator<Buffer> {
  const blank = Buffer.alloc(100_000, ' ');
  for (let sent = 0; sent < HUGE_BYTES; sent += blank.length) yield blank;
  yield body;
}

async function* trickled(body: Buffer, half: number): AsyncGenerator<Buffer> {
  yield body.subarray(0, half);
  for (let at = half; at < body.length; at += 1) {
    await sleep(TRICKLE_MS);
    yield body.subarray(at, at + 1);
  }
}

function mapMembers(structure: object, swap: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(structure).map(([name, value]) => [name, swap(value)]));
}

function swapContainers(value: unknown): unknown {
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return typeof value === 'object' && value !== null ? Object.values(value) : value;
}

function swapTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(swapTypes);
  if (typeof value === 'object' && value !== null) return mapMembers(value, swapTypes);
  return typeof value === 'string' ? value.length : `not ${JSON.stringify(value)}`;
}

const PAGED =
  /^(Describe(Alarms|AlarmHistory|AlarmContributors|LogGroups|LogStreams)|List(AlarmMuteRules|Metrics|Workspaces|LogGroups)|Get(MetricData|LogEvents)|FilterLogEvents)$/;
const EMPTY_TOKEN = /^empty-(\d+)-(.*)$/s;

/** A call whose token may be one of an empty page: the call that is meant, and the token on from here, where this page is empty. */
export function readEmptyPage(call: Call, kind: FaultKind | undefined): { call: Call; next: string | undefined } {
  const member = call.service === 'monitoring' ? 'NextToken' : 'nextToken';
  const given = call.input[member];
  const token = typeof given === 'string' ? given : '';
  const [, left, meant = ''] = EMPTY_TOKEN.exec(token) ?? [];
  if (left === undefined) {
    const struck = kind === 'emptyPages' && PAGED.test(call.operation);
    return { call, next: struck ? `empty-${EMPTY_PAGES - 1}-${token}` : undefined };
  }
  const { [member]: _empty, ...input } = call.input;
  return {
    call: { ...call, input: meant === '' ? input : { ...input, [member]: meant } },
    next: left === '0' ? undefined : `empty-${Number(left) - 1}-${meant}`,
  };
}

/** The page without its rows, and with the token `next`. */
export function emptied(reply: Reply, { service, operation }: Call, next: string): Reply {
  const page = mapMembers(JSON.parse(reply.body.toString()), (value) => (Array.isArray(value) ? [] : value));
  const ways = operation === 'GetLogEvents' ? ['nextForwardToken', 'nextBackwardToken'] : ['nextToken'];
  const tokens = service === 'monitoring' ? { NextToken: next } : Object.fromEntries(ways.map((way) => [way, next]));
  return { ...reply, body: JSON.stringify({ ...page, ...tokens }) };
}
