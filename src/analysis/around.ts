/**
 * The rows around one that fit into a budget, `[from, to)`: taken outwards in turn, one before and one after, so that what
 * is dropped is what is furthest away. The row itself is always in it.
 * @param costs what each row costs
 */
export function fitAround(costs: readonly number[], center: number, budget: number): { from: number; to: number } {
  let [from, to] = [center, center + 1];
  let left = budget - (costs[center] ?? 0);
  for (let grew = true; grew;) {
    grew = false;
    for (const [at, take] of [
      [from - 1, () => (from -= 1)],
      [to, () => (to += 1)],
    ] as const) {
      const cost = costs[at];
      if (cost === undefined || cost > left) continue;
      left -= cost;
      take();
      grew = true;
    }
  }
  return { from, to };
}
