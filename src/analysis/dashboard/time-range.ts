import { formatTime } from '../../format/time.ts';

const RELATIVE = /^-P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS_MS = [30 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];
/** As our own parameters write them, longest first. */
const FORMS: readonly (readonly [unit: string, ms: number])[] = [
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/**
 * A dashboard's or widget's `start` or `end` as tools take it: `-PT3H` is `-3h`, `-P1DT12H` is `-36h`, a month 30 days; a
 * date is ISO 8601. Undefined for what is neither.
 */
export function toolTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const relative = RELATIVE.exec(text.trim());
  if (relative !== null) {
    const ms = UNITS_MS.reduce((sum, unit, i) => sum + unit * Number(relative[i + 1] ?? 0), 0);
    const form = FORMS.find(([, size]) => ms % size === 0);
    return ms === 0 || form === undefined || !Number.isSafeInteger(ms) ? undefined : `-${ms / form[1]}${form[0]}`;
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
  return Number.isNaN(time) ? undefined : formatTime(time);
}
