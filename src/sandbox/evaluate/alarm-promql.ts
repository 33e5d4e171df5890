/** The PromQL of alarms, the subset: `sum|max|min|avg by (label, …) (metric{label="value", …}) > number` (or another comparison). */
import type { PromSeries, World } from '../world/types.ts';
import type { Track } from './alarm-plan.ts';

const QUERY =
  /^(sum|max|min|avg)\s+by\s*\(([^)]*)\)\s*\(\s*(\w+)\s*(?:\{([^}]*)\})?\s*\)\s*(>=|<=|==|!=|>|<)\s*(-?[\d.]+)$/;
const MATCHER = /(\w+)\s*(!?=)\s*"([^"]*)"/g;

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** The vector of `query` at each evaluation; an entry that the comparison drops has no value. Throws outside the subset. */
export function promTracks(query: string, world: World, at: { from: number; to: number; interval: number }): Track[] {
  const parsed = QUERY.exec(query.trim());
  if (!parsed) throw new Error(`The sandbox does not evaluate the PromQL of this alarm: ${query}`);
  const [, aggregate = '', by = '', name = '', matchers = '', operator = '', number = ''] = parsed;
  const compare = COMPARE[operator] ?? (() => false);
  const labels = by.split(',').map((label) => label.trim());
  const tests = [...matchers.matchAll(MATCHER)];
  const selected = world.promSeries.filter(
    (series) =>
      series.name === name &&
      tests.every(([, label = '', sign, value]) => ((series.labels[label] ?? '') === value) === (sign === '=')),
  );
  const groups = Map.groupBy(selected, (series) => labels.map((label) => series.labels[label] ?? '').join('\n'));
  return [...groups.values()].map((group) => {
    const values = new Map<number, number>();
    for (let time = at.from; time < at.to; time += at.interval) {
      const value = aggregated(aggregate, group, time);
      if (value !== undefined && compare(value, Number(number))) values.set(time, value);
    }
    const attributes = Object.fromEntries(labels.map((label) => [label, group[0]?.labels[label] ?? '']));
    return { attributes, values };
  });
}

function aggregated(aggregate: string, group: readonly PromSeries[], time: number): number | undefined {
  const values = group.flatMap((series) => series.at(time) ?? []);
  if (values.length === 0) return undefined;
  if (aggregate === 'max') return Math.max(...values);
  if (aggregate === 'min') return Math.min(...values);
  const sum = values.reduce((total, value) => total + value, 0);
  return aggregate === 'avg' ? sum / values.length : sum;
}
