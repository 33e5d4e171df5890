import { makeCatalog } from '../../../src/catalog/catalog.ts';
import { searchOf } from '../../../src/catalog/search.ts';
import { LABELLED } from '../../catalog/labelled-questions.ts';
import { median, quantile, type Figure } from '../figures.ts';

const ROUNDS = 20;
const LOOKUPS = 200_000;

/** The metric catalogue in CPU time: what the first question costs, an exact lookup, and the labelled questions as searches. */
export async function* catalog(): AsyncGenerator<Figure> {
  const unit = 'ms';
  const load = async () => {
    const { default: data } = await import('../../../src/catalog/metrics.json', { with: { type: 'json' } });
    return makeCatalog(data);
  };
  const [known, loading] = await timed(load);
  yield { what: 'catalogue, loaded by the first question', value: loading, unit };
  const [search, indexing] = await timed(() => searchOf(known));
  yield { what: 'catalogue, indexed by the first search', value: indexing, unit };

  const names = known.namespaces.flatMap((namespace) => known.inNamespace(namespace));
  const [, looking] = await timed(() => {
    for (let i = 0; i < LOOKUPS; i += 1) {
      const { namespace, metricName } = names[(i * 7) % names.length] ?? { namespace: '', metricName: '' };
      known.find(namespace, metricName);
    }
  });
  yield { what: 'catalogue, an exact lookup', value: looking / LOOKUPS, unit, goal: { of: 'value', atMost: 0.1 } };

  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const words of Object.keys(LABELLED)) {
      const [, searching] = await timed(() => search(words, () => true));
      times.push(searching);
    }
  }
  const goal = { of: 'value', atMost: 5 } as const;
  yield { what: 'catalogue, a search', value: median(times), unit, goal };
  yield { what: 'catalogue, a search, p99', value: quantile(times, 0.99), unit, goal };
}

/** What it gives, and the milliseconds of CPU time that it took. */
async function timed<T>(work: () => T | Promise<T>): Promise<[result: T, ms: number]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1e3];
}
