/** Who may ask from a browser: the SDK's own hooks do the same, and load all of its server. */
import type { onRequestAsyncHookHandler } from 'fastify';
import { cutAt } from '../format/text.ts';
import { jsonRpcError, REFUSED } from './json-rpc-error.ts';
import type { CountRefusal } from './refusals.ts';

const MAX_SHOWN = 100;

/** Refuses requests that name a whole URL: its host would count and not the one that is checked (RFC 9112, section 3.2.2). */
export const pathGuard: onRequestAsyncHookHandler = async ({ raw }, reply) => {
  if (raw.url?.startsWith('/')) return;
  await reply.code(400).send(jsonRpcError(REFUSED, 'The request must name a path: this is no proxy.'));
};

/** Refuses requests to another host name: a page could have bound its own name to this server's address. */
export function hostGuard(names: readonly string[], refused: CountRefusal): onRequestAsyncHookHandler {
  /** Nearly all requests name the same. */
  let allowed: string | undefined;
  return async ({ raw }, reply) => {
    const { host: hosts = [] } = raw.headersDistinct;
    const [host] = hosts;
    if (hosts.length === 1 && (host === allowed || isHostOf(names, host))) {
      allowed = host;
      return;
    }
    refused('host');
    const way = 'the operator can allow it by CLOUDWATCH_MCP_ALLOWED_HOSTS';
    await reply.code(403).send(jsonRpcError(REFUSED, `Invalid Host: ${shown(hosts)} (${way})`));
  };
}

/** Refuses requests of pages from elsewhere. Clients that are no browsers send no origin. */
export function originGuard(names: readonly string[], refused: CountRefusal): onRequestAsyncHookHandler {
  return async ({ headers: { origin } }, reply) => {
    if (isOriginOf(names, origin)) return;
    refused('origin');
    const way = 'the operator can allow it by CLOUDWATCH_MCP_ALLOWED_ORIGINS';
    await reply
      .code(403)
      .send(jsonRpcError(REFUSED, `Invalid Origin: ${shown(origin === undefined ? [] : [origin])} (${way})`));
  };
}

/** @param names host names without ports, IPv6 addresses in brackets */
export function isHostOf(names: readonly string[], host: string | undefined): boolean {
  // A name and a port, and nothing that a URL may hold besides: `evil.example@localhost` would be localhost.
  if (host === undefined || !/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)) return false;
  const hostname = urlOf(`http://${host}`)?.hostname;
  return hostname !== undefined && names.includes(hostname);
}

/** @param names host names without ports, or `moz-extension://*` for whatever comes by a scheme that is not the web's */
export function isOriginOf(names: readonly string[], origin: string | undefined): boolean {
  if (origin === undefined || origin === '') return true;
  const url = urlOf(origin);
  if (url === undefined || url.hostname === '') return false;
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  // What browsers send has nothing around the name: `http://evil.example@localhost` is of nobody.
  if (isWeb && !/^https?:\/\/[^/\\?#@]+$/i.test(origin)) return false;
  return names.includes(url.hostname) || (!isWeb && names.includes(`${url.protocol}//*`));
}

/** What was sent, for the operator who has to allow it. */
function shown(texts: readonly string[]): string {
  return cutAt(texts.join(', ') || 'none', MAX_SHOWN);
}

function urlOf(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}
