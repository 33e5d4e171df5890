/** Words every text about an incident has. */
const COMMON = new Set([
  'alarm',
  'account',
  'since',
  'fires',
  'when',
  'reason',
  'state',
  'metric',
  'next',
  'with',
  'from',
  'that',
  'this',
  'and',
  'the',
  'for',
  'than',
  'more',
  'were',
  'datapoints',
  'threshold',
  'greater',
  'maximum',
  'average',
  'logs',
  'http',
  'https',
  'console',
  'amazon',
  'region',
  'error',
  'errors',
  'level',
  'time',
  'name',
]);

/** Words that begin with the same so many letters are one: connection, connections, connect; so are order and orders. */
const STEM_CHARS = 7;

/** The stems of the words of a text; CamelCase and what stands between signs are words of their own. */
export function stemsOf(text: string): Set<string> {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return new Set(
    words
      .filter((word) => word.length >= 4 && !COMMON.has(word))
      .map((word) => word.slice(0, STEM_CHARS).replace(/s$/, '')),
  );
}

/** How many stems of `topic` a text has. */
export function likeness(text: string, topic: ReadonlySet<string>): number {
  return [...stemsOf(text)].filter((stem) => topic.has(stem)).length;
}

/** The `most` items that share stems with the most of `topics`, best first; without those that share none. */
export function alikeFirst<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  topics: readonly string[],
  most: number,
): T[] {
  const stems = topics.map(stemsOf);
  const score = (item: T) => stems.reduce((total, topic) => total + likeness(textOf(item), topic), 0);
  return items
    .map((item) => ({ item, score: score(item) }))
    .filter((scored) => scored.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map((scored) => scored.item);
}

/** Those of `items` that are most like `topic`, in their order; empty where none is like it at all. */
export function mostLike<T>(items: readonly T[], textOf: (item: T) => string, topic: ReadonlySet<string>): T[] {
  const scores = items.map((item) => likeness(textOf(item), topic));
  const best = Math.max(0, ...scores);
  return best === 0 ? [] : items.filter((_, i) => scores[i] === best);
}
