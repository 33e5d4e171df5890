/** What the bodies of requests may take of the heap: a limit of calls alone would be one of none of their bytes. */
import type { IncomingHttpHeaders } from 'node:http';
import { ToolError } from '../errors.ts';
import { ANYONE, type Principal } from '../principal.ts';

/** Bodies of plain questions: they count nowhere, so that nobody's large ones keep them out. */
export const SMALL_BYTES = 16 * 1024;
/** The part of what may be held that one caller may take, where callers are told from each other. */
const SHARE_OF_ONE = 0.25;

/** @param unsaid what a body has that does not say how long it is */
export function bytesOf(headers: IncomingHttpHeaders, unsaid: () => number): number {
  const length = headers['content-length'];
  return length === undefined ? unsaid() : Number(length);
}

/** Counts the bodies of calls that are not answered yet. */
export interface HeldBodies {
  /** `refusal` where there is no room for it: then nothing is counted. `release` may be called again. */
  hold(principal: Principal, bytes: number): { readonly refusal?: ToolError; readonly release: () => void };
}

export function createHeldBodies(mostBytes: number): HeldBodies {
  const byName = new Map<string, number>();
  let total = 0;
  return {
    hold(principal, bytes) {
      if (bytes <= SMALL_BYTES) return { release: () => undefined };
      const { name } = principal;
      const own = byName.get(name) ?? 0;
      const mostOwn = principal === ANYONE ? mostBytes : mostBytes * SHARE_OF_ONE;
      if (own + bytes > mostOwn || total + bytes > mostBytes) {
        const isOwn = principal !== ANYONE && own + bytes > mostOwn;
        const refusal = isOwn ? tooMuch('You have', own, bytes) : tooMuch('The server has', total, bytes);
        return { refusal, release: () => undefined };
      }
      total += bytes;
      byName.set(name, own + bytes);
      let held = true;
      return {
        release() {
          if (!held) return;
          held = false;
          total -= bytes;
          const left = (byName.get(name) ?? 0) - bytes;
          if (left > 0) byName.set(name, left);
          else byName.delete(name);
        },
      };
    },
  };
}

function tooMuch(whose: string, heldBytes: number, bytes: number): ToolError {
  const kb = (count: number) => `${Math.ceil(count / 1024).toLocaleString('en-US')} KB`;
  return new ToolError(
    'overloaded',
    `${whose} calls with ${kb(heldBytes)} of arguments under way or waiting: there is no room for the ${kb(bytes)} of this one. Nothing was read. Wait 10 seconds, then ask again, with fewer or shorter values.`,
  );
}
