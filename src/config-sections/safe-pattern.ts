/** The most ways in which a pattern may try to match from one place of a text: what it costs there at worst. */
const MOST_TRIES = 2_000;
/** The longest a repetition may be. */
const MOST_TIMES = 512;

interface Group {
  /** Ways to match what was read of it so far, and of its finished alternatives. */
  tries: number;
  others: number;
  /** Whether it matches in more than one way or length. */
  varies: boolean;
}

/**
 * Why a pattern could take long on a text that somebody made for it, or is no pattern; undefined where it is fine. What is
 * allowed costs a bounded number of steps from each place of a text: repetitions have a bound, what varies is not repeated
 * as a whole, and nothing looks around or back.
 */
export function whyUnsafe(pattern: string): string | undefined {
  try {
    if (new RegExp(pattern).test('')) return 'it must not match nothing';
  } catch {
    return 'it must be a regular expression';
  }
  const stack: Group[] = [{ tries: 1, others: 0, varies: false }];
  for (const [token] of pattern.matchAll(TOKENS)) {
    const group = stack.at(-1) as Group;
    if (token.startsWith('(')) {
      if (token === '(?' || /^\(\?<?[=!]/.test(token)) return 'it must not look ahead or behind';
      stack.push({ tries: 1, others: 0, varies: false });
    } else if (/^\\(?:[1-9]|k)/.test(token)) return 'it must not refer back';
    else if (token === '|') {
      group.others += group.tries;
      group.tries = 1;
      group.varies = true;
    } else if (token.startsWith(')')) {
      const done = stack.pop() as Group;
      const times = timesOf(token.slice(1));
      if (times === undefined) return UNBOUNDED;
      const varies = times.min !== times.max || done.varies;
      const ways = done.others + done.tries;
      if (done.varies && times.max > 1) return 'it must not repeat a group that has alternatives or repetitions in it';
      const outer = stack.at(-1) as Group;
      outer.tries *= ways * (times.max - times.min + 1);
      outer.varies ||= varies;
    } else {
      const times = timesOf(/(?:[*+?]|\{\d+(?:,\d*)?\})\??$/.exec(ATOM.exec(token)?.[1] ?? '')?.[0] ?? '');
      if (times === undefined) return UNBOUNDED;
      group.tries *= times.max - times.min + 1;
      group.varies ||= times.min !== times.max;
    }
  }
  const { tries, others } = stack[0] as Group;
  return tries + others > MOST_TRIES ? 'it must leave fewer ways to match: shorter ranges of repetitions' : undefined;
}

const UNBOUNDED = `it must say how often at most, up to ${MOST_TIMES}: {1,64} in place of + or *`;

/** A group's begin, its end with how often, an alternative, or one character or class with how often. */
const TOKENS =
  /\((?:\?(?:<?[=!]|:|<[^>=!]*>)?)?|\)(?:[*+?]|\{\d+(?:,\d*)?\})?\??|\||(?:\\[\s\S]|\[(?:[^\]\\]|\\[\s\S])*\]|[^()|])(?:[*+?]|\{\d+(?:,\d*)?\})?\??/g;
const ATOM = /^(?:\\[\s\S]|\[(?:[^\]\\]|\\[\s\S])*\]|[^()|])([\s\S]*)$/;

/** How often: undefined for a repetition without a bound, or a very long one. */
function timesOf(quantifier: string): { min: number; max: number } | undefined {
  const plain = quantifier.length > 1 ? quantifier.replace(/\?$/, '') : quantifier;
  if (plain === '') return { min: 1, max: 1 };
  if (plain === '?') return { min: 0, max: 1 };
  const [, min, comma, max] = /^\{(\d+)(,)?(\d*)\}$/.exec(plain) ?? [];
  if (min === undefined || (comma !== undefined && max === '')) return undefined;
  const most = comma === undefined ? Number(min) : Number(max);
  return most > MOST_TIMES ? undefined : { min: Number(min), max: most };
}
