const UNITS: readonly (readonly [RegExp, string])[] = [
  [/but uses None for the CloudWatch unit/i, 'None'],
  [/^none$/i, 'None'],
  [/^(bytes per second|bytes\/second)\b/i, 'Bytes/Second'],
  [/^count(\/second| per second| \(per second\))/i, 'Count/Second'],
  [/^bytes\b/i, 'Bytes'],
  [/^megabytes\b/i, 'Megabytes'],
  [/^gigabytes\b/i, 'Gigabytes'],
  [/^percent(age)?\b/i, 'Percent'],
  [/^milliseconds?\b/i, 'Milliseconds'],
  [/^microseconds?\b/i, 'Microseconds'],
  [/^seconds?\b/i, 'Seconds'],
  [/^(count|number|integer)\b/i, 'Count'],
];

/** CloudWatch's name for the unit that a few words name; undefined where it has none for it (credits, minutes, USD). */
export function readUnit(words: string | undefined): string | undefined {
  return UNITS.find(([named]) => named.test(words?.trim() ?? ''))?.[1];
}

const STATISTICS: readonly (readonly [RegExp, string])[] = [
  [/\baverage\b/i, 'Average'],
  [/\bmax(imum)?\b/i, 'Maximum'],
  [/\bmin(imum)?\b/i, 'Minimum'],
  [/\bsum\b/i, 'Sum'],
  [/\b(data samples|sample ?count|samples|count)\b/i, 'SampleCount'],
  [/\bpercentiles?\b/i, 'p90'],
  [/\btrimmed mean\b/i, 'tm90'],
];

/** The statistics that a few words name, in their order there; undefined without any. */
export function readStatistics(words: string | undefined): string[] | undefined {
  const text = (words ?? '').replaceAll(/\([^)]*\)/g, '');
  const named = STATISTICS.flatMap(([word, statistic]) => {
    const at = text.search(word);
    return at === -1 ? [] : [{ at, statistic }];
  });
  if (named.length === 0) return undefined;
  return named.toSorted((a, b) => a.at - b.at).map(({ statistic }) => statistic);
}
