import type { Json } from './plain.ts';
import type { IsDouble } from './python-text.ts';

/**
 * Members that hold floating-point numbers (botocore's models of CloudWatch and Logs, types `double` and `float`): the SDK's
 * models tell numbers apart no further.
 */
const DOUBLES = new Set(
  `Average ExtendedStatistics Maximum Minimum SampleCount Sum Threshold Values
  bytesScanned estimatedBytesSkipped estimatedRecordsSkipped logGroupsScanned recordsMatched recordsScanned`.split(
    /\s+/,
  ),
);

/**
 * Which numbers of an answer, or of what a query made of it, are floating-point ones: by their member; where a query has given
 * it another name, by whether the answer has the number as such a one alone.
 */
export function doublesOf(answer: Json): IsDouble {
  const seen = { doubles: new Set<number>(), others: new Set<number>() };
  const walk = (value: Json, isDouble: boolean): void => {
    if (typeof value === 'number') seen[isDouble ? 'doubles' : 'others'].add(value);
    else if (Array.isArray(value)) for (const one of value) walk(one, isDouble);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) walk(part, isDouble || DOUBLES.has(name));
    }
  };
  walk(answer, false);
  return (n, name) =>
    !Number.isInteger(n) || (name !== undefined && DOUBLES.has(name)) || (seen.doubles.has(n) && !seen.others.has(n));
}
