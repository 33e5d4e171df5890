import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import { messagesOf } from '../mcp/null-arguments.ts';
import type { Principal } from '../principal.ts';

/** Calls under way on this replica that a `notifications/cancelled` can name. */
export interface NamedCalls {
  /**
   * Follows the calls of a body.
   * @param cancel is called at most once
   * @returns what ends it: to be called when they are answered
   */
  follow(sender: Sender, body: unknown, cancel: () => void): () => void;
  /** Cancels the calls that notifications of a body mean, where it is certain whose they are. */
  cancelNamed(sender: Sender, body: unknown): void;
}

/** Who sent a request. */
export interface Sender {
  readonly principal: Principal;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The shortest session id that tells clients apart: 128 bits in hexadecimal. UUIDs are longer, and AgentCore's have 33 at
 * least; what people write into a gateway for all its clients is mostly shorter.
 */
const SESSION_CHARS = 32;

/** A session id as the protocol allows it. */
const SESSION = new RegExp(`^[\\x21-\\x7e]{${SESSION_CHARS},1024}$`);

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;

/** Sessions that were found to be of several clients and are remembered. */
const MAX_SHARED = 1_000;

/** Whose a request id is, so that no other caller's is the same; undefined where that cannot be told. */
function ownerOf({ principal, headers }: Sender, id: unknown): string | undefined {
  const session = headers['mcp-session-id'];
  if (typeof session === 'string' && SESSION.test(session)) return JSON.stringify([principal.name, session]);
  // Most clients count from 0; one that draws its ids at random names its call by the id alone.
  return typeof id === 'string' && UUID.test(id) ? JSON.stringify([principal.name, id]) : undefined;
}

/**
 * Request ids are 0, 1, 2 … in most clients: by the id alone a notification would stop a stranger's call. It counts where
 * its sender is the same principal and either sends the same session id, which a platform before this server made, or the
 * id holds a UUID. Where two calls have one name at once, the session is of several clients and names nothing any more.
 */
export function createNamedCalls(): NamedCalls {
  const underWay = new Map<string, () => void>();
  const shared = new LRUCache<string, true>({ max: MAX_SHARED });

  const nameOf = (sender: Sender, id: unknown) => {
    const owner = ownerOf(sender, id);
    return owner === undefined ? undefined : { owner, name: JSON.stringify([owner, id]) };
  };

  return {
    follow(sender, body, cancel) {
      const names = messagesOf(body).flatMap(({ id, method }) => {
        const named = id === undefined || method === undefined ? undefined : nameOf(sender, id);
        return named ?? [];
      });
      for (const { owner, name } of names) {
        if (underWay.has(name)) shared.set(owner, true);
        else underWay.set(name, cancel);
      }
      return () => {
        for (const { name } of names) if (underWay.get(name) === cancel) underWay.delete(name);
      };
    },
    cancelNamed(sender, body) {
      if (underWay.size === 0) return;
      for (const { id, method, params } of messagesOf(body)) {
        if (method !== 'notifications/cancelled' || id !== undefined) continue;
        const named = nameOf(sender, (params as { requestId?: unknown } | null | undefined)?.requestId);
        if (named === undefined || shared.has(named.owner)) continue;
        const cancel = underWay.get(named.name);
        underWay.delete(named.name);
        cancel?.();
      }
    },
  };
}
