import { distinctLabels } from '../../../format/distinct-labels.ts';
import { plural } from '../../../format/number.ts';
import { seriesTable } from '../../../format/series-table.ts';
import { shortTimes } from '../../../format/short-times.ts';
import { table } from '../../../format/table.ts';
import { clip, cutAt, paragraphs, renderMore } from '../../../format/text.ts';
import { formatDuration, formatWindow, timeOf } from '../../../format/time.ts';
import type { Point } from '../../../model.ts';
import type { MetricDataOutput, MetricDataRow } from '../get-metric-data.ts';
import { startText } from './resolution.ts';
import { spacingText, summaryCells, summaryHeadings, summaryTimes } from './summary.ts';

/** The longest label of a series in the summary and as a heading, in characters. */
const LABEL_CHARS = 90;
const HEADING_CHARS = 28;

/** The text of get_metric_data. */
export function renderMetricData(output: MetricDataOutput): string {
  const pointed = output.items.filter(({ points }) => points !== undefined);
  return paragraphs(
    scope(output),
    output.notes.join('\n'),
    output.items.length === 0 ? undefined : summaryTable(output.items),
    output.items
      .flatMap(({ number, status, messages }) =>
        (messages ?? []).map((message) => `#${number} (${status}): ${message}`),
      )
      .join('\n'),
    pointsTable(pointed, output.fillingFrom),
    leftOut(output, pointed.length),
    output.fillingFrom === undefined || pointed.length === 0
      ? undefined
      : 'Datapoints marked filling are of a period that is not over: they are left out of the summaries and will change.',
    renderMore(output, 'series', 'series'),
    output.consoleUrl,
  );
}

function scope(output: MetricDataOutput): string {
  const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
  const [first, last] = [output.items[0]?.number, output.items.at(-1)?.number];
  const whole = first === 1 && last === output.series;
  const part =
    first === undefined || whole
      ? ''
      : `; shown: ${first === 1 ? `top ${last}` : `${first} to ${last}`} of ${output.series}`;
  const several = output.series > output.queries ? ', in the order asked, several of one query by max' : '';
  const ranked = output.rankedBy === undefined ? several : `, ranked by ${output.rankedBy}`;
  const partial = output.complete ? '' : ', incomplete';
  const statistic = sameStatistic(output.items);
  return `${plural(output.series, 'series', 'series')} of ${plural(output.queries, 'query', 'queries')}, ${output.region}, account ${output.account ?? 'unknown'}: ${window}${startText(output.startAsked)}, period ${formatDuration(output.periodSeconds * 1000)}${spacingText(output.items)}${statistic === undefined ? '' : `, ${statistic}`}${partial}${part}${ranked}`;
}

/** The statistic that all rows have; undefined where they differ or have none. */
function sameStatistic(items: readonly MetricDataRow[]): string | undefined {
  const statistics = new Set(items.map((item) => item.statistic));
  return statistics.size === 1 ? items[0]?.statistic : undefined;
}

function summaryTable(items: readonly MetricDataRow[]): string {
  const { format } = shortTimes(summaryTimes(items));
  const headings = summaryHeadings(items);
  const status = items.some((item) => item.status !== 'Complete');
  const statistic = sameStatistic(items) === undefined && items.some((item) => item.statistic !== undefined);
  return table(
    ['#', 'id', 'series', ...(statistic ? ['statistic'] : []), ...(status ? ['status'] : []), ...headings],
    items.map((item) => [
      item.number,
      item.id,
      clip(item.label, LABEL_CHARS),
      ...(statistic ? [item.statistic] : []),
      ...(status ? [item.status] : []),
      ...summaryCells(item, item.unit, headings, (iso) => format(Date.parse(iso)), spacingText(items) === ''),
    ]),
  );
}

function pointsTable(items: readonly MetricDataRow[], fillingFrom: string | undefined): string {
  const filling = fillingFrom === undefined ? Infinity : Date.parse(fillingFrom);
  const labels = columnHeadings(items);
  const series = items.map((item, i) => ({
    label: labels[i] ?? item.label,
    unit: item.unit,
    points: (item.points ?? []).map(({ time, value }): Point => [timeOf(time), value]),
  }));
  const marks = series.flatMap(({ points }) =>
    points.flatMap(([time]) => (time >= filling ? [[time, 'filling'] as const] : [])),
  );
  return seriesTable(series, new Map(marks));
}

/** The second half of a pair (an emoji) whose first was cut off. */
const HALF_PAIR = /^[\udc00-\udfff]/;
/** An id that the caller did not choose. */
const GIVEN_ID = /^q\d+_*$/;

/**
 * What tells the labels apart; where that is long or not one of a kind, the ids that the caller chose, which the summary has
 * too, else the numbers there.
 */
function columnHeadings(items: readonly MetricDataRow[]): string[] {
  const labels = items.map(({ label }) => label);
  const ids = items.map(({ id }) => id);
  const clear = (label: string, i: number) =>
    label.length <= HEADING_CHARS && labels.filter((other) => other === labels[i]).length === 1;
  const short = distinctLabels(labels, HEADING_CHARS);
  if (short.every(clear)) return short;
  if (new Set(ids).size === ids.length && !ids.some((id) => GIVEN_ID.test(id) || id.length > HEADING_CHARS)) return ids;
  return short.map((label, i) => {
    if (clear(label, i)) return label;
    const part =
      label.length <= HEADING_CHARS
        ? label
        : `${cutAt(label, 12)}…${label.slice(13 - HEADING_CHARS).replace(HALF_PAIR, '')}`;
    return `#${items[i]?.number} ${part}`;
  });
}

function leftOut(output: MetricDataOutput, pointed: number): string | undefined {
  const silent = output.items.filter(({ points, count }) => points === undefined && count > 0).length;
  if (silent === 0) return undefined;
  return pointed === 0
    ? 'Datapoints are not shown: they do not fit beside the summaries. Lower limit, shorten the window or take a coarser period.'
    : `Datapoints of ${plural(silent, 'more series', 'more series')} are not shown: lower limit, shorten the window, or ask for them alone.`;
}
