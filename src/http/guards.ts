/** Who may ask from a browser: the SDK's own hooks do the same, and load all of its server. */
import type { onRequestAsyncHookHandler } from 'fastify';
import { jsonRpcError, REFUSED } from './json-rpc-error.ts';

/** Refuses requests to another host name: a page could have bound its own name to this server's address. */
export function hostGuard(names: readonly string[]): onRequestAsyncHookHandler {
  return async ({ headers: { host } }, reply) => {
    if (isHostOf(names, host)) return;
    const way = 'the operator can allow it by CLOUDWATCH_MCP_ALLOWED_HOSTS';
    await reply.code(403).send(jsonRpcError(REFUSED, `Invalid Host: ${host ?? 'none'} (${way})`));
  };
}

/** Refuses requests of pages from elsewhere. Clients that are no browsers send no origin. */
export function originGuard(names: readonly string[]): onRequestAsyncHookHandler {
  return async ({ headers: { origin } }, reply) => {
    if (isOriginOf(names, origin)) return;
    const way = 'the operator can allow it by CLOUDWATCH_MCP_ALLOWED_ORIGINS';
    await reply.code(403).send(jsonRpcError(REFUSED, `Invalid Origin: ${origin} (${way})`));
  };
}

/** @param names host names without ports, IPv6 addresses in brackets */
export function isHostOf(names: readonly string[], host: string | undefined): boolean {
  const hostname = host && urlOf(`http://${host}`)?.hostname;
  return hostname !== undefined && names.includes(hostname);
}

/** @param names host names without ports, or `moz-extension://*` for whatever comes by a scheme that is not the web's */
export function isOriginOf(names: readonly string[], origin: string | undefined): boolean {
  if (origin === undefined || origin === '') return true;
  const url = urlOf(origin);
  if (url === undefined || url.hostname === '') return false;
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return names.includes(url.hostname) || (!isWeb && names.includes(`${url.protocol}//*`));
}

function urlOf(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}
