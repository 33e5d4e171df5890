/** Items that wait, each of a key: given out key by key in turn, those of a key in their order. */
export interface FairQueue<T> {
  readonly size: number;
  /** How many of a key wait. */
  waiting(key: string): number;
  /** The next of a key, which stays. */
  first(key: string): T | undefined;
  push(key: string, item: T): void;
  /** The first item of the key whose turn it is among those that `may`; undefined where none may or none waits. */
  shift(may?: (key: string) => boolean): T | undefined;
  remove(key: string, item: T): void;
}

export function createFairQueue<T>(): FairQueue<T> {
  // Keys in the order of their turns; none without items.
  const queues = new Map<string, T[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    waiting: (key) => queues.get(key)?.length ?? 0,
    first: (key) => queues.get(key)?.[0],
    push(key, item) {
      size += 1;
      const items = queues.get(key);
      if (items === undefined) queues.set(key, [item]);
      else items.push(item);
    },
    shift(may = () => true) {
      for (const [key, items] of queues) {
        if (!may(key)) continue;
        const item = items.shift();
        queues.delete(key);
        if (items.length > 0) queues.set(key, items);
        size -= 1;
        return item;
      }
      return undefined;
    },
    remove(key, item) {
      const items = queues.get(key);
      const at = items?.indexOf(item) ?? -1;
      if (items === undefined || at < 0) return;
      items.splice(at, 1);
      if (items.length === 0) queues.delete(key);
      size -= 1;
    },
  };
}
