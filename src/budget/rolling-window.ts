/** What was used within the last hour, to the minute. */
export interface RollingWindow {
  /** @param at epoch milliseconds; what is earlier than the last one counts as at that */
  add(at: number, amount: number): void;
  used(at: number): number;
  /** When `amount` of what is used now will have left the window; undefined where no more than less is used. */
  freeAt(at: number, amount: number): number | undefined;
}

export const WINDOW_MS = 3_600_000;
const SLOT_MS = 60_000;

/**
 * A window of `WINDOW_MS` that ends now. It is kept in slots of a minute, and a slot counts until its last moment has left:
 * what is used is never less than in any window of that length, and may be more by what a minute took.
 */
export function createRollingWindow(): RollingWindow {
  let slots: { readonly slot: number; amount: number }[] = [];
  let sum = 0;
  const leaves = (slot: number) => (slot + 1) * SLOT_MS + WINDOW_MS;
  const drop = (at: number) => {
    let gone = 0;
    for (const { slot, amount } of slots) {
      if (leaves(slot) > at) break;
      sum -= amount;
      gone += 1;
    }
    if (gone > 0) slots = slots.slice(gone);
  };
  return {
    add(at, amount) {
      if (amount === 0) return;
      drop(at);
      const last = slots.at(-1);
      const slot = Math.max(Math.floor(at / SLOT_MS), last?.slot ?? -Infinity);
      if (last?.slot === slot) last.amount += amount;
      else slots.push({ slot, amount });
      sum += amount;
    },
    used(at) {
      drop(at);
      return sum;
    },
    freeAt(at, amount) {
      drop(at);
      let freed = 0;
      for (const one of slots) {
        freed += one.amount;
        if (freed >= amount) return leaves(one.slot);
      }
      return undefined;
    },
  };
}
