import type { IncomingMessage } from 'node:http';
import { readCapped } from '../capped-body.ts';
import { isAbort, isBrokenOff, ToolError } from '../errors.ts';
import type { Tally } from '../upstream-call.ts';
import { formatBytes } from '../format/number.ts';
import { ellipsis } from '../format/text.ts';
import type { Endpoint } from './endpoint.ts';
import { isThrottle, networkError, plainText, refusalError, unreadable, type Asked, type Refusal } from './errors.ts';
import { exchange } from './exchange.ts';
import { object, UnexpectedData } from './parse.ts';

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Below the endpoint's base: `/api/v1/query`. */
  readonly path: string;
  readonly params: readonly (readonly [string, string])[];
}

/** A successful answer: the API's `data`, and what the server said beside it. */
export interface Reply<T> {
  readonly data: T;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** The headers of a request as they were sent. */
type Signed = Readonly<Record<string, string>>;

/** The most that is read of one answer, bytes: a larger one would not help a model anyway. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

const ATTEMPTS = 3;
/** AWS refuses a signature that is five minutes off; whose clock differs by less was refused for another reason. */
const SKEW_MS = 4 * 60_000;
/** What AWS says of credentials whose time is over. */
const EXPIRED = /^The security token included in the request is expired/;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

/**
 * Sends one request, three times at most where the source is throttled, failed, broke the connection, tells another time
 * than our signature or finds its credentials expired, and parses the answer.
 * Aborting closes the connection.
 * @param tally what was sent is counted on it
 * @throws ToolError for every failure but the abort itself
 */
export async function send<T>(
  endpoint: Endpoint,
  request: Request,
  parse: (data: unknown) => T,
  asked: Asked,
  signal: AbortSignal,
  tally: Tally = { attempts: 0, throttled: 0 },
): Promise<Reply<T>> {
  let clockAheadMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      tally.attempts = attempt;
      const [response, signed] = await sendOnce(endpoint, request, signal, clockAheadMs);
      const text = await readText(response, asked);
      const { statusCode = 0, headers } = response;
      tally.status = statusCode;
      if (statusCode < 200 || statusCode >= 300) {
        const refusal = readRefusal(response, text);
        if (isThrottle(refusal)) tally.throttled += 1;
        const aheadMs = Date.parse(headers.date ?? '') - Date.now();
        if (attempt < ATTEMPTS && statusCode === 403 && Math.abs(aheadMs - clockAheadMs) > SKEW_MS) {
          clockAheadMs = aheadMs;
          continue;
        }
        if (attempt < ATTEMPTS && EXPIRED.test(refusal.message) && (await endpoint.sign?.renew?.(signed))) continue;
        if (attempt < ATTEMPTS && isTransient(refusal)) {
          await pause(attempt, refusal.retryAfter, signal);
          continue;
        }
        throw refusalError(refusal, asked);
      }
      return readReply(text, response, parse, asked);
    } catch (error) {
      if (error instanceof ToolError || signal.aborted || isAbort(error)) throw error;
      const code = networkCode(error);
      if (attempt < ATTEMPTS && isBrokenOff(code)) {
        await pause(attempt, undefined, signal);
        continue;
      }
      throw networkError(code, asked, error);
    }
  }
}

async function sendOnce(
  endpoint: Endpoint,
  request: Request,
  signal: AbortSignal,
  clockAheadMs: number,
): Promise<[response: IncomingMessage, signed: Signed]> {
  const form = new URLSearchParams(request.params.map(([name, value]): [string, string] => [name, value])).toString();
  const url = new URL(`${endpoint.base}${request.path}`);
  const body = request.method === 'POST' ? form : undefined;
  // SigV4 wants %20 where forms have a plus.
  if (body === undefined) url.search = form.replaceAll('+', '%20');
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...endpoint.headers,
  };
  const signed =
    endpoint.sign === undefined
      ? headers
      : await endpoint.sign({ method: request.method, url, headers, body, clockAheadMs });
  const { host: _host, ...sent } = signed;
  return [await exchange(url, { method: request.method, headers: sent, body }, signal), signed];
}

async function readText(response: IncomingMessage, asked: Asked): Promise<string> {
  const body = await readCapped(response, MAX_RESPONSE_BYTES);
  if (body !== undefined) return body.toString();
  throw new ToolError(
    'too_expensive',
    `${asked.source.id} answers with more than ${formatBytes(MAX_RESPONSE_BYTES)}. Ask for fewer series (more label matchers, sum by, topk), a shorter window, or a larger step.`,
  );
}

function readReply<T>(text: string, response: IncomingMessage, parse: (data: unknown) => T, asked: Asked): Reply<T> {
  try {
    const { status, data, warnings, infos } = object(JSON.parse(text));
    // Some proxies say 200 whatever happened.
    if (status === 'error') throw refusalError(readRefusal(response, text), asked);
    if (status !== 'success') throw new UnexpectedData(`status ${JSON.stringify(status)}`);
    return { data: parse(data), warnings: strings(warnings), infos: strings(infos) };
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const what =
      error instanceof UnexpectedData
        ? error.message
        : `${response.headers['content-type'] ?? 'no content type'}: ${JSON.stringify(ellipsis(text, 80))}`;
    throw unreadable(`HTTP ${response.statusCode}, ${what}`, asked, error);
  }
}

function readRefusal({ statusCode = 0, headers }: IncomingMessage, text: string): Refusal {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const base = {
    status: statusCode,
    ...(Number.isFinite(seconds) && { retryAfter: Math.max(1, Math.ceil(seconds)) }),
  };
  try {
    const body = object(JSON.parse(text));
    const message = body['message'] ?? body['Message'] ?? body['error'] ?? '';
    return {
      ...base,
      message: typeof message === 'string' ? message : JSON.stringify(message),
      ...(typeof body['errorType'] === 'string' && { errorType: body['errorType'] }),
      ...(typeof body['error'] === 'string' && { error: body['error'] }),
    };
  } catch {
    return { ...base, message: plainText(text) };
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Worth another attempt: turned away, or AWS or a gateway between has no answer. What Prometheus itself names is not. */
function isTransient({ status, errorType }: Refusal): boolean {
  return status === 429 || ([500, 502, 503, 504].includes(status) && errorType === undefined);
}

async function pause(attempt: number, retryAfterSeconds: number | undefined, signal: AbortSignal): Promise<void> {
  const backoff = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  const wait = Math.min(LONGEST_WAIT_MS, retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000);
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => reject(signal.reason);
  const timer = setTimeout(resolve, wait);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

/** Node's name for what happened to the connection, from the innermost cause; its message where it has none. */
function networkCode(error: unknown): string {
  let code: string | undefined;
  let message = 'no connection';
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const own = 'code' in cause ? cause.code : undefined;
    if (typeof own === 'string') code = own;
    if (cause.message !== '') message = ellipsis(cause.message, 80);
  }
  return code ?? message;
}
