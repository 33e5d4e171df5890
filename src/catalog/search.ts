import MiniSearch from 'minisearch';
import type { Catalog, CatalogMetric } from './catalog.ts';
import { serviceByName } from './service-names.ts';
import { nearestWords } from './slips.ts';
import { serviceWords, stem, wordsOf } from './words.ts';

/** What a search found. */
export interface Found {
  /** Best first; those of a whole namespace by name. */
  readonly metrics: readonly CatalogMetric[];
  /** The namespace that the question names, without a word more: `metrics` are all of it. */
  readonly namespace?: string;
  /** Metrics that match less well and are left out. */
  readonly weaker: number;
  /** Words that no metric has, nor a word like it. */
  readonly unknown: readonly string[];
}

/** Finds metrics by words, best first. */
export type MetricSearch = (words: string, isAllowed: (namespace: string) => boolean) => Found;

/** How much more a word says in one place than in another. */
const BOOST = { name: 3, service: 3, description: 1, dimensions: 0.6 };
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
  const serviceTerms = new Map(catalog.namespaces.map((namespace) => [namespace, terms(serviceWords(namespace))]));
  const documents = metrics.map((metric, id) => ({
    id,
    name: nameTerms(metric.metricName),
    service: serviceTerms.get(metric.namespace) ?? '',
    description: terms(metric.description ?? ''),
    dimensions: terms([...new Set(metric.dimensionSets.flat())].join(' ')),
  }));
  await index.addAllAsync(documents, { chunkSize: CHUNK });
  const vocabulary = new Set(
    documents.flatMap(({ name, service, description, dimensions }) =>
      `${name} ${service} ${description} ${dimensions}`.split(' '),
    ),
  );
  const named = serviceByName(catalog.namespaces);
  /** The words of the catalogue that a word stands for: itself, one that begins with it, or one it is a slip of. */
  const meant = (word: string) =>
    vocabulary.has(word) || (word.length >= 3 && [...vocabulary].some((known) => known.startsWith(word)))
      ? [word]
      : nearestWords(word, vocabulary);
  return (words, isAllowed) => {
    const namespace = named(words);
    if (namespace !== undefined && isAllowed(namespace)) {
      return { metrics: catalog.inNamespace(namespace), namespace, weaker: 0, unknown: [] };
    }
    const asked = [...new Set(wordsOf(words).map(stem))].filter((word) => !STOP.has(word));
    const known = asked.map(meant);
    const services = new Set(runsOf(wordsOf(words)).map(named));
    const found = index.search([...new Set(known.flat())].join(' '), {
      boost: BOOST,
      prefix: (word) => word.length >= 3,
      weights: { fuzzy: 0.3, prefix: 0.5 },
      boostDocument: (id) => weight(metrics[Number(id)], services),
    });
    const ranked = found
      .flatMap(({ id, score, queryTerms }) => {
        const metric = metrics[Number(id)];
        return metric === undefined ? [] : [{ metric, score: score * new Set(queryTerms).size }];
      })
      .toSorted((a, b) => b.score - a.score);
    const least = (ranked[0]?.score ?? 0) * KEPT_SHARE;
    const allowed = ranked.filter(({ metric }) => isAllowed(metric.namespace));
    const kept = allowed.filter(({ score }) => score >= least);
    return {
      metrics: kept.map(({ metric }) => metric),
      weaker: allowed.length - kept.length,
      unknown: asked.filter((_, i) => known[i]?.length === 0),
    };
  };
}

/** A metric of a service that the question names weighs so much more than one that has the word of it elsewhere. */
const OF_SERVICE = 2;
/** The most words that a name of a service has. */
const NAME_WORDS = 3;

/** Metrics of a service that is named, that are described, or have a recommended alarm, are asked for more often. */
function weight(metric: CatalogMetric | undefined, services: ReadonlySet<string | undefined>): number {
  const known = 1 + (metric?.description === undefined ? 0 : 0.25) + ((metric?.alarms.length ?? 0) > 0 ? 0.15 : 0);
  return services.has(metric?.namespace) ? known * OF_SERVICE : known;
}

/** Every few words that stand beside one another. */
function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, from) =>
    Array.from({ length: NAME_WORDS }, (__, more) => words.slice(from, from + more + 1).join(' ')),
  );
}

function terms(text: string): string {
  return [...new Set(wordsOf(text).map(stem))].join(' ');
}

/** Codes 4xx and 5xx are errors of HTTP, whether their names say so or not. */
function nameTerms(metricName: string): string {
  return terms(/[45]xx/i.test(metricName) ? `${metricName} http error` : metricName);
}
