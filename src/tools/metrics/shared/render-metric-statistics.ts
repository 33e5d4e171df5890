import { formatMetric } from '../../../format/metric-name.ts';
import { plural } from '../../../format/number.ts';
import { seriesTable } from '../../../format/series-table.ts';
import { shortTimes } from '../../../format/short-times.ts';
import { table } from '../../../format/table.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { formatDuration, formatWindow, timeOf } from '../../../format/time.ts';
import type { Point } from '../../../model.ts';
import type { MetricStatisticsOutput } from '../get-metric-statistics.ts';
import { chosenText } from './chosen-statistic.ts';
import { startText } from './resolution.ts';
import { spacingText, summaryCells, summaryHeadings, summaryTimes } from './summary.ts';

/** The text of get_metric_statistics. */
export function renderMetricStatistics(output: MetricStatisticsOutput): string {
  return paragraphs(
    scope(output),
    output.notes.join('\n'),
    output.points === 0 ? undefined : summaries(output),
    pointsTable(output),
    output.fillingFrom === undefined
      ? undefined
      : 'The datapoint marked filling is of a period that is not over: it is left out of the summary and will change.',
    renderMore(output, 'datapoint'),
    output.consoleUrl,
  );
}

function scope(output: MetricStatisticsOutput): string {
  const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
  const what = output.description === undefined ? '' : `\n${output.description}.`;
  return `${formatMetric(output)}, ${output.region}, account ${output.account ?? 'unknown'}: ${window}${startText(output.startAsked)}, period ${formatDuration(output.periodSeconds * 1000)}${spacingText(output.statistics)}, ${plural(output.points, 'datapoint')}${unitText(output)}${what}`;
}

/** The unit, where no value shows it: of counts, and one that is a guess. */
function unitText({ unit, unitInferred }: MetricStatisticsOutput): string {
  if (unitInferred === true) return `, unit probably ${unit} (by its name)`;
  return unit === 'Count' ? ', unit Count' : '';
}

/** A table of the statistics; one alone is a line: `Average: min 12 % (07:08), avg 31.5 %, max 97 % (09:21), …`. */
function summaries({ statistics, statisticChosenBy }: MetricStatisticsOutput): string {
  const { format } = shortTimes(summaryTimes(statistics));
  const headings = summaryHeadings(statistics);
  const rows = statistics.map((summary) =>
    summaryCells(summary, summary.unit, headings, (iso) => format(Date.parse(iso))),
  );
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) {
    const facts = only.map((cell, i) => `${headings[i]?.replace(' (at)', '')} ${cell}`);
    return `${statistics[0]?.statistic}${chosenText(statisticChosenBy)}: ${facts.join(', ')}`;
  }
  return table(
    ['statistic', ...headings],
    statistics.map(({ statistic }, i) => [statistic, ...(rows[i] ?? [])]),
  );
}

function pointsTable({ statistics, items, fillingFrom }: MetricStatisticsOutput): string {
  const rows = items.map(({ time, values }) => ({ time: timeOf(time), values }));
  const series = statistics.map(({ statistic, unit }) => {
    const points: Point[] = [];
    for (const { time, values } of rows) {
      const value = values[statistic];
      if (value !== undefined) points.push([time, value]);
    }
    return { label: statistic, unit, points };
  });
  const filling = fillingFrom === undefined ? Infinity : Date.parse(fillingFrom);
  const marks = rows.filter(({ time }) => time >= filling).map(({ time }) => [time, 'filling'] as const);
  return seriesTable(series, new Map(marks));
}
