/** Shorter words are compared exactly. */
const SHORT = 4;
/** Words of so many letters may have two slips, shorter ones one. */
const LONG = 9;

/** The words that one may have meant who mistyped: the nearest, and only with the same first letter. */
export function nearestWords(word: string, vocabulary: Iterable<string>): string[] {
  if (word.length < SHORT) return [];
  let least = word.length >= LONG ? 2 : 1;
  let nearest: string[] = [];
  for (const known of vocabulary) {
    if (known[0] !== word[0] || known.length < SHORT || Math.abs(known.length - word.length) > least) continue;
    const slips = slipsBetween(word, known);
    if (slips > least) continue;
    nearest = slips < least ? [known] : [...nearest, known];
    least = slips;
  }
  return nearest;
}

/** Letters that are wrong, missing or too many, and neighbours that are swapped. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      }
      row.push(slips);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
