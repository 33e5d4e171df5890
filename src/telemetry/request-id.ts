import { randomUUID } from 'node:crypto';

/** What ids look like that proxies and clients make: nothing that could be a sentence, break a log line, or be long. */
const SANE = /^[\w.:=+/@-]{1,128}$/;

/** The id of a request: the caller's `X-Request-Id` where that is one, else one made here. */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && SANE.test(given) ? given : randomUUID();
}

/** A JSON-RPC id as it may be written down: clients count, or make short ones. */
export function shownId(id: unknown): string | undefined {
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && SANE.test(id) ? id : undefined;
}
