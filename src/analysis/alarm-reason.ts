import { formatNumber, formatValue } from '../format/number.ts';
import { ellipsis } from '../format/text.ts';
import { formatTime } from '../format/time.ts';
import { alarmName } from './alarm-rule.ts';

/** Datapoints a shortened reason names; AWS lists the newest first. */
const MAX_DATAPOINTS = 3;
/** Longest reason in a table, in characters. */
const MAX_REASON_CHARS = 220;

/** A datapoint this much older than the state it brought about needs no time of its own, milliseconds. */
const AT_ONCE_MS = 15 * 60_000;

/** A value with its time as AWS writes it: `95.3 (21/11/26 09:20:00)`, day before month. */
const DATAPOINT = /(?<![\d.])(-?[\d.]+(?:E[-+]?\d+)?) \((\d{2})\/(\d{2})\/(\d{2}) (\d{2}:\d{2}):(\d{2})\)/g;

/** Nothing but numbers. */
const NUMBERS = /^-?[\d.]+(?:E[-+]?\d+)?(?:, -?[\d.]+(?:E[-+]?\d+)?)*$/;

/** The commonest reason, once its parts are short: `2 out of the last 3 datapoints [16.9 (07:05)] were greater than the threshold (5)`. */
const CROSSED =
  /(?<!\d)(\d+(?: out of the last \d+)? datapoints?) \[([^[\]]*)\] (?:was|were) (not )?(greater than or equal to|greater than|less than or equal to|less than) the threshold \(([^()]*)\)/g;
/** What a threshold alarm says when it fires, of itself or of a contributor. */
const SIMPLY_CROSSED = /datapoints? \[[^[\]]*\] (?:was|were) (?:greater|less) than (?:or equal to )?the threshold \(/;
/** The whole of it, of which a row shows a datapoint alone: one pattern in place of all shortenings, for most of the alarms. */
const WHOLLY_CROSSED =
  /^Threshold Crossed: \d+(?: out of the last \d+)? datapoints? \[([^[\]]*)\] (?:was|were) (?:greater|less) than (?:or equal to )?the threshold \([^()]*\)(?: \(minimum \d+ datapoints? for [A-Z_]+ -> [A-Z_]+ transition\))?\.?$/;
const SIGN: Readonly<Record<string, string>> = {
  'greater than or equal to': '>=',
  'greater than': '>',
  'less than or equal to': '<=',
  'less than': '<',
};

/** A moment as AWS writes it in the reasons of composite alarms: `Saturday 21 November, 2026 07:07:18 UTC`. */
const MOMENT = /(?:\b([A-Z][a-z]{2,5}day),? )?(\d{1,2}) (\w+),? (\d{4}) (\d{2}:\d{2}:\d{2}) UTC/g;

export interface ReasonOptions {
  /** With every datapoint, however long. */
  readonly whole?: boolean | undefined;
  /** For a row beside the alarm's condition: the newest datapoint, in this unit, and not again what it crossed or when. */
  readonly brief?: { readonly unit: string | undefined } | undefined;
}

/**
 * AWS's reason for a state, shorter and as true: datapoints rounded to 4 digits with the time of day (with the date
 * where it is not `day`'s), the newest three of many, names for ARNs.
 * @param options how much of it
 * @param day a moment of the day that needs no date, epoch milliseconds: when the alarm changed its state
 */
export function shortReason(reason: string, day?: number, options: ReasonOptions = {}): string {
  const date = day === undefined ? '' : formatTime(Math.floor(day / 60_000) * 60_000).slice(0, 10);
  const brief = SIMPLY_CROSSED.test(reason) ? options.brief : undefined;
  const form: ReasonForm = {
    date,
    timedBefore: brief === undefined || day === undefined ? Number.POSITIVE_INFINITY : day - AT_ONCE_MS,
    most: brief !== undefined ? 1 : options.whole ? Number.POSITIVE_INFINITY : MAX_DATAPOINTS,
    unit: brief?.unit,
    counted: brief === undefined,
  };
  const list = brief && WHOLLY_CROSSED.exec(reason)?.[1];
  const newest = list && datapoints(list, form);
  if (newest !== undefined && newest !== '') return newest;
  const short = SHORTENINGS.reduce(
    (text, { word, pattern, by }) => (text.includes(word) ? text.replaceAll(pattern, by(form)) : text),
    reason,
  )
    .replaceAll(/\s{2,}|[^\S ]/g, ' ')
    .replace(/\.$/, '')
    .trim();
  return options.whole ? short : ellipsis(short, MAX_REASON_CHARS);
}

interface Shortening {
  /** Without this word the pattern is nowhere: looking for a word costs a tenth of looking for a pattern. */
  readonly word: string;
  readonly pattern: RegExp;
  readonly by: (form: ReasonForm) => (all: string, ...parts: string[]) => string;
}

/** In this order: later ones find what earlier ones have made short. */
const SHORTENINGS: readonly Shortening[] = [
  { word: ': ', pattern: /(?:Thresholds? Crossed|Insufficient Data|Unchecked): /g, by: () => () => '' },
  {
    word: '(minimum',
    pattern: / ?\(minimum \d+ datapoints? for [A-Z_]+ -> [A-Z_]+ transition\)/g,
    by: () => () => '',
  },
  { word: 'arn:', pattern: /arn:[\w-]+:cloudwatch:[\w-]*:\d*:alarm:[^\s"',)]+/g, by: () => (arn) => alarmName(arn) },
  {
    word: '[',
    pattern: /\[([^[\]]*)\]/g,
    by:
      (form) =>
      (_all, list = '') =>
        `[${datapoints(list, form) ?? list}]`,
  },
  {
    word: 'threshold (',
    pattern: /threshold \(([^()]+)\)/g,
    by:
      () =>
      (all, number = '') =>
        NUMBERS.test(number) ? `threshold (${rounded(number)})` : all,
  },
  {
    word: 'the threshold (',
    pattern: CROSSED,
    by: ({ counted }) => (counted ? crossedText : (_all, _count, points = '') => points),
  },
  {
    word: 'contributors',
    pattern: /\b(\d+) out of (\d+) contributors evaluated to ALARM\b/g,
    by: () => (_all, some, all) => `${some} of ${all} contributors in ALARM`,
  },
  { word: '{', pattern: /\{("[^{}]*")\}/g, by: () => (object) => attributes(object) ?? object },
  {
    word: ' UTC',
    pattern: MOMENT,
    by:
      ({ date }) =>
      (moment, ...parts) =>
        momentText(moment, parts.slice(1, 5).join(' '), date),
  },
];

function crossedText(_all: string, count = '', points = '', not?: string, than = '', limit = ''): string {
  return `${count.replace('out of the last', 'of the last')} ${not ?? ''}${SIGN[than] ?? than} ${limit}: ${points}`;
}

/** `{"pod":"a","zone":"b"}` as `pod=a, zone=b`; undefined where it is no flat object of texts. */
function attributes(json: string): string | undefined {
  try {
    const entries = Object.entries(JSON.parse(json) as Record<string, unknown>);
    return entries.every(([, value]) => typeof value === 'string')
      ? entries.map(([name, value]) => `${name}=${String(value)}`).join(', ')
      : undefined;
  } catch {
    return undefined;
  }
}

/** @param moment `21 November 2026 07:07:18`, in UTC */
function momentText(text: string, moment: string, date: string): string {
  const ms = Date.parse(`${moment} UTC`);
  if (Number.isNaN(ms)) return text;
  const iso = formatTime(ms);
  return iso.startsWith(date) && date !== '' ? iso.slice(11) : iso;
}

interface ReasonForm {
  /** The day that needs no date: `2026-11-21`. */
  readonly date: string;
  /** Datapoints before this moment, epoch milliseconds, have their times. */
  readonly timedBefore: number;
  readonly most: number;
  readonly unit: string | undefined;
  /** Whether those beyond `most` are counted. */
  readonly counted: boolean;
}

function datapoints(list: string, form: ReasonForm): string | undefined {
  const shown: string[] = [];
  let found = 0;
  for (const datapoint of list.matchAll(DATAPOINT)) {
    found += 1;
    if (found <= form.most) shown.push(datapointText(datapoint, form));
    else if (!form.counted) break;
  }
  if (found === 0) return NUMBERS.test(list) ? rounded(list) : undefined;
  const more = found - form.most;
  return more > 0 && form.counted ? `${shown.join(', ')} and ${more} older` : shown.join(', ');
}

function datapointText(
  [, value, day, month, year, time, second]: RegExpExecArray,
  { date, timedBefore, unit }: ReasonForm,
): string {
  const on = `20${year}-${month}-${day}`;
  const at = second === '00' ? (time ?? '') : `${time}:${second}`;
  const number = formatValue(Number(value), unit);
  return Date.parse(`${on}T${at}Z`) < timedBefore ? `${number} (${on === date ? at : `${on}T${at}Z`})` : number;
}

function rounded(numbers: string): string {
  return numbers
    .split(', ')
    .map((n) => formatNumber(Number(n)))
    .join(', ');
}
