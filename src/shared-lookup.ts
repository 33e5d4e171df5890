import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** Who waits for each name that is being looked up. */
const waiting = new Map<string, Found[]>();

/**
 * Node's lookup of a name, once for all who ask for it meanwhile. Each takes one of the process's four threads for as long as a
 * name server does not answer, and nobody can call it off: a hundred callers of one such name would keep the log and every
 * other name waiting for minutes.
 */
export const sharedLookup: LookupFunction = (hostname, options, callback) => {
  const { family, hints, all = false } = options;
  const found: Found = (error, addresses) => {
    const [first] = addresses;
    if (error !== null || first === undefined) callback(error ?? notFound(hostname), '', 0);
    else if (all) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
  const key = [hostname, family, hints].join(' ');
  const others = waiting.get(key);
  if (others !== undefined) {
    others.push(found);
    return;
  }
  const asking = [found];
  waiting.set(key, asking);
  const asked: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, asked, (error, addresses) => {
    waiting.delete(key);
    // Of a failure Node gives no addresses at all.
    for (const tell of asking) tell(error, error === null ? addresses : []);
  });
};

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
}
