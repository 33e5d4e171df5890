import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionInWords, groupName } from '../../src/analysis/alarm-condition.ts';
import { shortReason } from '../../src/analysis/alarm-reason.ts';
import { alarmName, ruleChildren, ruleInWords } from '../../src/analysis/alarm-rule.ts';
import { parsePointer } from '../../src/analysis/event-pointer.ts';
import { parseLogGroup } from '../../src/analysis/log-group-ref.ts';
import { searchedFor } from '../../src/analysis/log-query-filter.ts';
import { metricFamilies } from '../../src/analysis/metric-families.ts';
import { parseStatistic } from '../../src/analysis/statistic.ts';
import { toToolError } from '../../src/aws/errors.ts';
import { isMultiple, metricOf, namespacesIn, needsPeriod, planCalls } from '../../src/aws/metric-query.ts';
import { parseUnit } from '../../src/aws/metric-unit.ts';
import { loadCatalog } from '../../src/catalog/catalog.ts';
import { logGroupLink } from '../../src/format/console-link.ts';
import { distinctLabels } from '../../src/format/distinct-labels.ts';
import { literalPattern, otherSpellings } from '../../src/format/filter-pattern.ts';
import { graphLink } from '../../src/format/graph-link.ts';
import { indentLines, shownMessage } from '../../src/format/log-message.ts';
import { seriesName } from '../../src/format/series-name.ts';
import { parseStep } from '../../src/format/step.ts';
import { table } from '../../src/format/table.ts';
import { clip, fence } from '../../src/format/text.ts';
import { parseTime } from '../../src/format/time.ts';
import { estimateTokens } from '../../src/format/tokens.ts';
import type { Alarm } from '../../src/model.ts';
import { plainText, refusalError } from '../../src/prometheus/errors.ts';
import { labelInPath } from '../../src/prometheus/label-names.ts';
import type { ToolContext } from '../../src/tools/define.ts';
import { searchPeriod, seriesLabel, seriesUnit } from '../../src/tools/metrics/shared/series-identity.ts';
import { misnamedIn } from '../../src/tools/promql/shared/misnamed.ts';

const catalog = await loadCatalog();
const PLACE = { region: 'us-east-1', partition: 'aws' };
const WINDOW = { start: 0, end: 3_600_000 };
const SOURCE = { kind: 'cloudwatch', id: 'cloudwatch:us-east-1', name: '', region: 'us-east-1' } as const;
const ASKED = { action: 'cloudwatch:GetMetricData', region: 'us-east-1' };
/** Nothing can be read here: what is tried is the parsing before. */
const BLIND = { timeLeft: () => 1_000, signal: new AbortController().signal } as unknown as ToolContext;

/** Whatever reads text of callers or of AWS, by name. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  parseTime: (text) => parseTime(text, 'start', 0),
  parseStep: (text) => parseStep(text, 'step'),
  parseStatistic,
  parseUnit,
  parsePointer,
  parseLogGroup,
  metricOf,
  namespacesIn,
  needsPeriod,
  isMultiple: (text) => isMultiple({ id: 'a', expression: text }),
  planCalls: (text) => planCalls([{ id: 'a', expression: text }]),
  searchPeriod,
  seriesLabel: (text) => seriesLabel({ id: 'a', expression: text }, text, true),
  seriesUnit: (text) => seriesUnit({ id: 'a', expression: text }, text, catalog),
  literalPattern,
  otherSpellings,
  searchedFor,
  shownMessage: (text) => shownMessage(text, 1e6),
  indentLines,
  fence,
  clip: (text) => clip(text, 1_000),
  cell: (text) => table(['a'], [[text]]),
  estimateTokens,
  metricFamilies: (text) => metricFamilies([text], {}),
  shortReason: (text) => shortReason(text),
  alarmName,
  groupName,
  ruleChildren,
  ruleInWords,
  conditionOfMath: (text) => conditionInWords(mathAlarm('metric_math', text)),
  conditionOfBand: (text) => conditionInWords(mathAlarm('anomaly_band', text)),
  plainText,
  prometheusRefusal: (text) =>
    refusalError({ status: 400, error: text, message: '' }, { source: SOURCE, api: 'query', query: text }),
  awsRefusal: (text) => toToolError(Object.assign(new Error(text), { name: 'ValidationError' }), ASKED),
};

/** Whatever writes such text in another way, character by character: how it begins makes no difference. */
const WRITERS: Readonly<Record<string, (text: string) => unknown>> = {
  seriesName: (text) => seriesName({ __name__: text, [text]: text }),
  distinctLabels: (text) => distinctLabels([text, `${text}b`], 10),
  labelInPath,
  logGroupLink: (text) => logGroupLink(PLACE, text, { stream: text, filterPattern: text }),
  graphLink: (text) => graphLink(PLACE, [{ expression: text }], { window: WINDOW, periodSeconds: 60 }),
};

function mathAlarm(kind: 'metric_math' | 'anomaly_band', expression: string): Alarm {
  const rule = { kind, watched: { id: 'e', expression }, inputs: [], band: expression, comparison: '>', periods: 1 };
  return { rule: { ...rule, toAlarm: 1, periodSeconds: 60, threshold: 1, missingData: '' } } as unknown as Alarm;
}

// prettier-ignore
const PREFIXES = [
  '', 'a', '"', '{', '[', 'a {', 'now-', 'arn:', '1:1: parse error: ', '[1 (', 'threshold (', 'x__name__=~"',
  '<head>', "SEARCH('{", "SEARCH('{A} MetricName=", "SEARCH('{A,B}", "SEARCH('A',", 'SELECT AVG(',
  'SELECT AVG(x) FROM ', 'SELECT AVG(x) FROM SCHEMA(', 'SELECT ', 'ANOMALY_DETECTION_BAND(m',
  '| filter @message like ', 'AT_LEAST(',
];
// prettier-ignore
const UNITS = [
  ' ', 'a', '"', "'", '(', ')', '{', '[', ']', '\\', '\n', ',', '=', '-', '0', '.', ':', '/', '<', '`', '#', '_',
  'a ', '{ ', '( "', '\\"', ' (', '{"', '","', "','", '"{', ' = ', ', ', '| ', '0,', '0.', '=0 ', '\r\n', ' \n',
  'é ', '<head', '<style>', 'arn:', 'SEARCH(', "SEARCH('", "SEARCH('a', '", "{A} MetricName=a' ", 'MetricName=',
  'Namespace=', 'FROM ', 'FROM SCHEMA(', 'SCHEMA(', 'AT_LEAST(', 'AT_LEAST(1, OK, (', 'ALARM(', 'NOT ALARM(a) ',
  'Monday, ', '1 May, ', '1 (', '1E', '1 datapoint [', 'threshold (', 'filter ', '__name__=~', '__name__ ',
  'limit of ', '1h', 'A', 'aB3', '|', '漢', '\u0000',
];
/** Behind the repeated part, so that an attempt fails late. */
const ENDS = ['', '!'];

/** Up to here the garbage collector and the compiler take more than what is measured, milliseconds. */
const FLOOR_MS = 40;
/** A text takes as long as its eight eighths one after the other, and eight times as long where it is read quadratically. */
const MOST = 3;
/** A text that seems to take too long is read again so often: what is quick once is quick. */
const TRIES = 8;

/** What reading costs this thread, however busy the machine is, in milliseconds; told in steps of a few. */
async function cost(read: (text: string) => unknown, text: string, times = 1): Promise<number> {
  const before = process.threadCpuUsage();
  for (let i = 0; i < times; i += 1) {
    try {
      await read(text);
    } catch {
      // A refusal is an answer as good as any here.
    }
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** What was measured, where `chars` characters take more than the floor and more than `MOST` times as long as eight eighths. */
async function tooSlow(
  read: (text: string) => unknown,
  text: (chars: number) => string,
  chars: number,
): Promise<string | undefined> {
  const [long, short] = [text(chars), text(chars / 8)];
  let whole = Infinity;
  let eighths = 0;
  for (let tried = 0; tried < TRIES; tried += 1) {
    whole = Math.min(whole, await cost(read, long));
    if (whole < FLOOR_MS) return undefined;
    eighths = await cost(read, short, 8);
    if (whole <= eighths * MOST) return undefined;
  }
  return `${chars} characters: ${eighths} ms for eight eighths, ${whole} ms for the whole`;
}

const repeated = (prefix: string, unit: string, end: string) => (chars: number) =>
  `${prefix}${unit.repeat(Math.ceil(chars / unit.length))}${end}`;

/** Small texts first, so that what is cubic fails soon too. */
async function steepest(read: (text: string) => unknown, text: (chars: number) => string): Promise<string | undefined> {
  for (const chars of [300, 900, 2_500]) {
    const slow = await tooSlow(read, text, chars);
    if (slow !== undefined) return slow;
  }
  const began = performance.now();
  await cost(read, text(2_500));
  // Read quadratically, 20,000 characters would take 64 times as long.
  return performance.now() - began < FLOOR_MS / 64 ? undefined : tooSlow(read, text, 20_000);
}

for (const [readers, prefixes] of [
  [READERS, PREFIXES],
  [WRITERS, ['']],
] as const) {
  for (const [name, read] of Object.entries(readers)) {
    test(`${name} takes time in proportion to the text, whatever it repeats`, async () => {
      for (const prefix of prefixes) {
        for (const unit of UNITS) {
          for (const end of ENDS) {
            const slow = await steepest(read, repeated(prefix, unit, end));
            assert.equal(
              slow,
              undefined,
              `${JSON.stringify(prefix)}, then ${JSON.stringify(unit)} over and over: ${slow}`,
            );
          }
        }
      }
    });
  }
}

test('a query without series is looked at for misnamed selectors in proportion to it, whatever it repeats', async () => {
  const read = (query: string) => misnamedIn(query, SOURCE, BLIND);
  for (const prefix of ['', 'up', 'up{}', 'up{a="b"}', 'up{', '{"']) {
    for (const unit of UNITS) {
      const query = (chars: number) => `${repeated(prefix, unit, '')(chars).slice(0, chars - 1)}!`;
      const slow = await tooSlow(read, query, 1_000);
      assert.equal(slow, undefined, `${JSON.stringify(prefix)}, then ${JSON.stringify(unit)} over and over: ${slow}`);
    }
  }
});
