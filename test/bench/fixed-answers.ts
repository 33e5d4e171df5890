import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../src/sandbox/operation.ts';
import { makeQueryStore, type QueryStore } from '../../src/sandbox/insights/query-store.ts';
import { runOperation } from '../../src/sandbox/operations/operations.ts';
import { startPrometheus } from '../../src/sandbox/prometheus-server.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readCall, type PromqlRequest, type Reply } from '../../src/sandbox/wire/call.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { fleetOf } from '../support/token-questions.ts';
import { WORLDS, type WorldName } from './world.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FixedAnswer {
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Of a mark: the same for all, as some wires say how long a text is. */
const MARK_DIGITS = 9;
const MARK = new RegExp(String.raw`zz(\d{${MARK_DIGITS}})`, 'g');

/**
 * Distinguishes otherwise equal questions, so that none is answered from a cache or shares another's read.
 * @throws RangeError beyond what a mark can tell apart
 */
export function mark(n: number): string {
  const digits = String(n).padStart(MARK_DIGITS, '0');
  if (digits.length !== MARK_DIGITS) throw new RangeError(`question ${n} has more than ${MARK_DIGITS} digits`);
  return `zz${digits}`;
}

/** The number of the first mark in a request's text, if there is one. */
export function markedNumber(text: string): number | undefined {
  const digits = text.matchAll(MARK).next().value?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Answers AWS and Prometheus requests from what the sandbox said once to the same request without its `mark`: what the
 * sandbox computes for an answer is no part of a measurement. Answers are kept for ever.
 */
export function fixedAnswers(name: WorldName): (asked: Asked) => Promise<FixedAnswer> | FixedAnswer {
  const answers = new Map<string, FixedAnswer | Promise<FixedAnswer>>();
  const queries = makeQueryStore({ polls: 0 });
  const world = WORLDS[name](Date.now());
  let prometheus: Promise<string | undefined> | undefined;
  const prometheusUrl = (): Promise<string | undefined> => (prometheus ??= prometheusOf(world));
  return (asked) => {
    const url = withoutMarks(asked.url);
    const body = withoutMarks(asked.body);
    const key = `${String(asked.headers['x-amz-target'])} ${url} ${body}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const making = record({ ...asked, url, body }, world, queries, prometheusUrl);
    answers.set(key, making);
    void making.then((answer) => answers.set(key, answer));
    return making;
  };
}

function withoutMarks(text: string): string {
  return text.replaceAll(MARK, '');
}

async function record(
  asked: Asked,
  world: World,
  queries: QueryStore,
  prometheusUrl: () => Promise<string | undefined>,
): Promise<FixedAnswer> {
  const call = readCall({ ...asked, body: Buffer.from(asked.body) });
  const { operation, promql } = call;
  if (promql?.path === 'query_range') {
    const body = Buffer.from(JSON.stringify({ status: 'success', data: fleet(promql) }));
    return { operation, status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const context = { world, now: () => world.madeAt, region: world.region, account: world.account, queries };
  const { signal } = new AbortController();
  const requestId = randomUUID();
  const via = { requestId, prometheusUrl: promql && (await prometheusUrl()), signal };
  const { status, headers, body } = await runOperation(call, context, via).catch((error: unknown): Reply => {
    if (error instanceof AwsError) return call.refuse(error, requestId);
    throw error;
  });
  return { operation, status, headers, body: Buffer.from(body) };
}

/** Of the fleet as many series as the query says, `{series="10"}`, or all. */
function fleet({ parameters }: PromqlRequest): unknown {
  const form = new URLSearchParams(parameters);
  const data = fleetOf({ url: '/api/v1/query_range', body: form.toString() });
  const count = /series="(\d+)"/.exec(form.get('query') ?? '')?.[1];
  return { ...data, result: data?.result.slice(0, count === undefined ? undefined : Number(count)) };
}

/** A real Prometheus of the world, for what is not a range; undefined where there is none on this machine. */
async function prometheusOf(world: World): Promise<string | undefined> {
  const sandbox = await startSandbox({ makeWorld: () => world, clock: () => world.madeAt });
  return (await startPrometheus(world, { sandboxUrl: sandbox.url }))?.url;
}
