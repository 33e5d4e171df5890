/**
 * The candidates most like a name that was not found, best first: those that are the same but for case and separators
 * alone where there are any, else names that hold it or are held by it, then those at most a third of its length in edits away.
 * @param max how many at most
 */
export function nearestNames(name: string, candidates: Iterable<string>, max = 3): string[] {
  const wanted = plain(name);
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const score = distance(wanted, plain(candidate));
    if (score !== undefined) scored.push({ candidate, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1));
  const same = scored.filter(({ score }) => score === 0);
  return (same.length > 0 ? same : scored).slice(0, max).map(({ candidate }) => candidate);
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** 0 for the same, below 1 where one holds the other, else the number of edits; undefined for unlike names. */
function distance(wanted: string, candidate: string): number | undefined {
  if (wanted === candidate) return 0;
  if (wanted.length >= 3 && candidate.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate))) {
    return 1 - Math.min(wanted.length, candidate.length) / Math.max(wanted.length, candidate.length);
  }
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
  if (Math.abs(wanted.length - candidate.length) > allowed) return undefined;
  const edits = editDistance(wanted, candidate);
  return edits <= allowed ? edits : undefined;
}

/** Levenshtein distance, by rows. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
