import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../principal.ts';

/** Calls under way on this replica that a `notifications/cancelled` can name. */
export interface NamedCalls {
  /**
   * Follows a body that is one tools/call, and nothing else: what ends a body of several would end them all.
   * @param cancel is called at most once
   * @returns what ends it: to be called when the call is answered
   */
  follow(sender: Sender, body: unknown, cancel: () => void): () => void;
  /** Cancels the call that a body means which is one notification, where its sender's calls can be told from others'. */
  cancelNamed(sender: Sender, body: unknown): void;
}

/** Who sent a request. */
export interface Sender {
  readonly principal: Principal;
  readonly headers: IncomingHttpHeaders;
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly requestId?: unknown } | null;
}

/**
 * The shortest session id that tells clients apart: 128 bits in hexadecimal. UUIDs are longer, and AgentCore's have 33 at
 * least; what people write into a gateway for all its clients is mostly shorter.
 */
const SESSION_CHARS = 32;

/** A session id as the protocol allows it. */
const SESSION = new RegExp(`^[\\x21-\\x7e]{${SESSION_CHARS},1024}$`);

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;

/** The longest request id that is followed, characters. */
const MAX_ID_CHARS = 128;

/** Sessions that were found to be of several clients and are remembered. */
const MAX_SHARED = 1_000;

/** Names of calls that have come, and are remembered. */
const MAX_KNOWN = 20_000;

const NOTHING = (): void => undefined;

/**
 * Request ids are 0, 1, 2 … in most clients: by the id alone a notification would stop a stranger's call. It counts where
 * its sender is the same principal and either sends the same session id, which a platform before this server made, or the
 * id holds a UUID. A client uses an id once: where one comes again, the session is of several clients and names nothing any
 * more.
 */
export function createNamedCalls(): NamedCalls {
  const underWay = new Map<string, () => void>();
  const known = new LRUCache<string, true>({ max: MAX_KNOWN });
  const shared = new LRUCache<string, true>({ max: MAX_SHARED });

  return {
    follow(sender, body, cancel) {
      const { id, method } = messageOf(body);
      const named = method === 'tools/call' ? nameOf(sender, id) : undefined;
      if (named === undefined) return NOTHING;
      const { owner, name } = named;
      if (known.has(name)) {
        shared.set(owner, true);
        return NOTHING;
      }
      known.set(name, true);
      underWay.set(name, cancel);
      return () => void underWay.delete(name);
    },
    cancelNamed(sender, body) {
      const { id, method, params } = messageOf(body);
      if (underWay.size === 0 || method !== 'notifications/cancelled' || id !== undefined) return;
      const named = nameOf(sender, params?.requestId);
      if (named === undefined || shared.has(named.owner)) return;
      const cancel = underWay.get(named.name);
      underWay.delete(named.name);
      cancel?.();
    },
  };
}

function messageOf(body: unknown): Message {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
}

/** A call's name, and whose it is, so that no other caller's is the same; undefined where that cannot be told. */
function nameOf({ principal, headers }: Sender, id: unknown): { owner: string; name: string } | undefined {
  const isShort = typeof id === 'number' || (typeof id === 'string' && id.length <= MAX_ID_CHARS);
  if (!isShort) return undefined;
  const session = headers['mcp-session-id'];
  const isSession = typeof session === 'string' && SESSION.test(session);
  // Most clients count from 0; one that draws its ids at random names its call by the id alone.
  if (!isSession && !UUID.test(String(id))) return undefined;
  const owner = digest([principal.name, isSession ? session : id]);
  return { owner, name: digest([owner, id]) };
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
