/** The periods of Logs Insights QL, `30m` or `30 minutes`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
interface Unit {
  readonly words: readonly string[];
  /** Milliseconds; undefined for months and longer, which have no one length. */
  readonly ms?: number;
}

export type PeriodUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y';

export const PERIOD_UNITS: Readonly<Record<PeriodUnit, Unit>> = {
  ms: { words: ['ms', 'msec', 'millisecond', 'milliseconds'], ms: 1 },
  s: { words: ['s', 'sec', 'second', 'seconds'], ms: 1_000 },
  m: { words: ['m', 'min', 'minute', 'minutes'], ms: 60_000 },
  h: { words: ['h', 'hr', 'hour', 'hours'], ms: 3_600_000 },
  d: { words: ['d', 'day', 'days'], ms: 86_400_000 },
  w: { words: ['w', 'week', 'weeks'], ms: 604_800_000 },
  mo: { words: ['mo', 'month', 'months'] },
  q: { words: ['q', 'qtr', 'quarter', 'quarters'] },
  y: { words: ['y', 'yr', 'year', 'years'] },
};

const BY_WORD = new Map(
  (Object.keys(PERIOD_UNITS) as PeriodUnit[]).flatMap((unit) =>
    PERIOD_UNITS[unit].words.map((word) => [word, unit] as const),
  ),
);

/** All the words that units are called by. */
export const PERIOD_WORDS: readonly string[] = [...BY_WORD.keys()];

export function periodUnit(word: string): PeriodUnit | undefined {
  return BY_WORD.get(word);
}
