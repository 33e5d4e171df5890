import { AsyncLocalStorage } from 'node:async_hooks';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isAbort } from '../errors.ts';
import { sharedLookup } from '../shared-lookup.ts';
import type { Tally } from '../upstream-call.ts';
import type { Credentials } from './credentials.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const CONNECTIONS = { keepAlive: true, maxSockets: 64, lookup: sharedLookup };
/** For each attempt to get credentials: everybody waits for them, and nobody who waits ends them. */
export const CREDENTIALS_TIMEOUT_MS = 5_000;

/** A read whose requests are sent. */
export interface Read {
  readonly signal: AbortSignal;
  /** What its requests are signed with: clients are shared by all who ask about an account. */
  readonly credentials: Credentials;
  /** Where its requests are counted. */
  readonly tally?: Tally | undefined;
  /** Whether each request that AWS hears begins something. */
  readonly begins?: boolean | undefined;
  /** Of the request that was sent last. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export const underWay = new AsyncLocalStorage<Read>();

/** Ends requests with the read under way: a signal among `send`'s options would cost the client its kept middleware. */
export class AbortableHandler extends NodeHttpHandler {
  /** AWS's time by the last successful answer, as it stands there, and ours when it came, epoch milliseconds. */
  heard: { readonly date: string; readonly at: number } | undefined;

  override async handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const read = underWay.getStore();
    if (read === undefined) return super.handle(request, { ...options, requestTimeout: CREDENTIALS_TIMEOUT_MS });
    read.headers = request.headers;
    if (read.tally !== undefined) read.tally.attempts += 1;
    try {
      const answer = await super.handle(request, { ...options, abortSignal: read.signal });
      const { statusCode, headers } = answer.response;
      if (read.tally !== undefined) {
        read.tally.status = statusCode;
        const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
        if (requestId !== undefined) read.tally.requestId = requestId;
      }
      if (statusCode === 200 && headers['date'] !== undefined) this.heard = { date: headers['date'], at: Date.now() };
      return answer;
    } catch (error) {
      // The handler's own time for a connection is up: no abort, though it has the name of one.
      if (!isAbort(error) || read.signal.aborted) throw error;
      throw Object.assign(new Error('no connection', { cause: error }), { code: 'ETIMEDOUT' });
    }
  }
}

/** Keep-alive connections of one account: what is slow there takes none of another's. */
export function openHandler(): AbortableHandler {
  return new AbortableHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: CONNECTIONS,
    httpsAgent: CONNECTIONS,
  });
}
