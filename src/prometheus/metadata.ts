import { array, object } from './parse.ts';

/** What targets say of a metric. `type` is `counter`, `gauge`, `histogram`, `summary`, `info`, `stateset` or `unknown`. */
export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** The `data` of metadata; of several entries for a metric the first that says something. @throws UnexpectedData */
export function parseMetadata(data: unknown): Record<string, MetricMetadata> {
  return Object.fromEntries(
    Object.entries(object(data)).map(([name, entries]) => {
      const known = array(entries).map((entry) => {
        const { type, help, unit } = object(entry);
        return { type: text(type) || 'unknown', help: text(help), unit: text(unit) };
      });
      const said = known.find(({ type, help }) => type !== 'unknown' || help !== '') ?? known[0];
      return [name, said ?? { type: 'unknown', help: '', unit: '' }];
    }),
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
