import MiniSearch from 'minisearch';
import type { Catalog, CatalogMetric } from './catalog.ts';
import { serviceWords, stem, wordsOf } from './words.ts';

/** Finds metrics by words, best first. */
export type MetricSearch = (words: string, isAllowed: (namespace: string) => boolean) => CatalogMetric[];

/** How much more a word says in one place than in another. */
const BOOST = { name: 3, service: 3, description: 1, dimensions: 0.6 };
/** A word of the question and one of the catalogue may differ by this share of its length: a slip of typing. */
const FUZZY = 0.25;
/** Shorter words are compared exactly. */
const SHORT = 4;
/** A metric that holds at least this share of the best one's score is shown. */
const KEPT_SHARE = 0.25;
/** Words that say nothing of a metric. */
const STOP = new Set(
  'a an and are at by do does for from how i is it of on or per the to too what which with my me show metric cloudwatch aws amazon'.split(
    ' ',
  ),
);

/** Documents that are indexed at a time, so that the first search does not hold up other calls: about 20 ms. */
const CHUNK = 400;

const searches = new WeakMap<Catalog, Promise<MetricSearch>>();

/** The search over a catalogue; its index is made by the first that asks. */
export function searchOf(catalog: Catalog): Promise<MetricSearch> {
  const known = searches.get(catalog);
  if (known !== undefined) return known;
  const made = makeSearch(catalog);
  searches.set(catalog, made);
  return made;
}

async function makeSearch(catalog: Catalog): Promise<MetricSearch> {
  const metrics = catalog.namespaces.flatMap((namespace) => catalog.inNamespace(namespace));
  const index = new MiniSearch({
    fields: ['name', 'service', 'description', 'dimensions'],
    tokenize: (text) => text.split(' '),
    processTerm: (word) => word,
  });
  const services = new Map(catalog.namespaces.map((namespace) => [namespace, terms(serviceWords(namespace))]));
  const documents = metrics.map((metric, id) => ({
    id,
    name: terms(metric.metricName),
    service: services.get(metric.namespace) ?? '',
    description: terms(metric.description ?? ''),
    dimensions: terms([...new Set(metric.dimensionSets.flat())].join(' ')),
  }));
  await index.addAllAsync(documents, { chunkSize: CHUNK });
  const vocabulary = new Set(
    documents.flatMap(({ name, service, description, dimensions }) =>
      `${name} ${service} ${description} ${dimensions}`.split(' '),
    ),
  );
  return (words, isAllowed) => {
    const isMisspelt = (word: string) => word.length >= SHORT && !vocabulary.has(word);
    const asked = [...new Set(wordsOf(words).map(stem))].filter((word) => !STOP.has(word));
    const found = index.search(asked.join(' '), {
      boost: BOOST,
      fuzzy: (word) => isMisspelt(word) && FUZZY,
      prefix: (word) => word.length >= 3,
      weights: { fuzzy: 0.3, prefix: 0.5 },
      boostDocument: (id) => weight(metrics[Number(id)]),
    });
    const ranked = found
      .map(({ id, score, queryTerms }) => ({ metric: metrics[Number(id)], score: score * new Set(queryTerms).size }))
      .toSorted((a, b) => b.score - a.score);
    const least = (ranked[0]?.score ?? 0) * KEPT_SHARE;
    return ranked.flatMap(({ metric, score }) =>
      metric === undefined || score < least || !isAllowed(metric.namespace) ? [] : [metric],
    );
  };
}

/** Metrics that are described, or have a recommended alarm, are asked for more often. */
function weight(metric: CatalogMetric | undefined): number {
  return 1 + (metric?.description === undefined ? 0 : 0.25) + ((metric?.alarms.length ?? 0) > 0 ? 0.15 : 0);
}

function terms(text: string): string {
  return [...new Set(wordsOf(text).map(stem))].join(' ');
}
