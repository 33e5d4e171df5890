import * as z from 'zod';
import { groupLabelSets } from '../../analysis/label-sets.ts';
import { formatCount, plural } from '../../format/number.ts';
import { labelName, seriesName } from '../../format/series-name.ts';
import { table } from '../../format/table.ts';
import { clip, paragraphs, renderMore } from '../../format/text.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { defineTool } from '../define.ts';
import { accountParam, cursorParam, endParam, limitParam, pageFields, resolveWindow, startParam } from '../params.ts';
import { comparePositions, rowsAfter } from '../paging.ts';
import { FIND_SOURCE_ACTIONS, findSource, sourceParam } from './shared/find-source.ts';
import { EMPTY_NOTES_ACTION, emptyNotes, remarkFields, renderRemarks } from './shared/remarks.ts';
import { wholeMinutes } from './shared/whole-minutes.ts';

const FALLBACK_MS = 3_600_000;
/** Values of a label that a group shows. */
const EXAMPLES = 5;
const MAX_VALUE_CHARS = 60;

const group = z.object({
  metric: z.string().optional(),
  series: z.int(),
  labels: z.array(z.object({ name: z.string(), distinct: z.int(), examples: z.array(z.string()) })),
});
type Group = z.infer<typeof group>;

const position = (row: Group) => [row.metric ?? '', row.labels.map(({ name }) => name).join(',')];

export const findPrometheusSeries = defineTool({
  name: 'find_prometheus_series',
  title: 'Find Prometheus series',
  description:
    'Which series match a selector, grouped by metric and label names: how many, and the values of each label. Use it before writing a query. For the values of one label alone use list_prometheus_labels.',
  toolset: 'promql',
  actions: ['aps:GetSeries', 'aps:GetLabels', ...FIND_SOURCE_ACTIONS, 'cloudwatch:ListMetrics', EMPTY_NOTES_ACTION],
  input: z.strictObject({
    match: z
      .string()
      .min(1)
      .max(10_000)
      .describe('Selector, such as http_requests_total{job="api"} or, but for CloudWatch, {__name__=~"http_.*"}'),
    source: sourceParam,
    account: accountParam,
    start: startParam,
    end: endParam,
    limit: limitParam(50, 500),
    cursor: cursorParam,
  }),
  output: z.object({
    ...remarkFields,
    match: z.string(),
    start: z.string(),
    end: z.string(),
    totalSeries: z.int(),
    totalGroups: z.int(),
    items: z.array(group),
    ...pageFields,
  }),
  position,

  async run(input, context) {
    const found = await findSource(input.source, context);
    const window = wholeMinutes(resolveWindow(input, context, FALLBACK_MS));
    const reply = await context.prometheus.series(found.source, { match: input.match, window }, context.signal);
    const groups = groupLabelSets(reply.data, EXAMPLES).map(({ metric, count, labels }): Group => ({
      ...(metric !== undefined && { metric }),
      series: count,
      labels: labels.map(({ name, distinct, examples }) => ({ name, distinct, examples: [...examples] })),
    }));
    groups.sort((a, b) => comparePositions(position(a), position(b)));
    const rows = rowsAfter(groups, position, context.page.after);
    return {
      source: found.title,
      warnings: [...reply.warnings],
      infos: [...reply.infos],
      notes: groups.length === 0 ? await emptyNotes(found.source, context, input.match) : [],
      link: found.link,
      match: input.match,
      start: formatTime(window.start),
      end: formatTime(window.end),
      totalSeries: reply.data.length,
      totalGroups: groups.length,
      items: rows.slice(0, input.limit),
      more: rows.length > input.limit,
    };
  },

  render(output) {
    const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
    const groups =
      output.totalGroups > 1 ? ` in ${plural(output.totalGroups, 'group')} of the same metric and label names` : '';
    return paragraphs(
      `${formatCount(output.totalSeries)} series of ${clip(output.match, 200)}${groups} from ${output.source}, ${window}`,
      output.items.length === 0
        ? ''
        : table(
            ['metric', 'series', 'labels'],
            output.items.map((row) => [metricName(row), row.series, row.labels.map(labelText).join('; ')]),
          ),
      renderRemarks(output),
      renderMore(output, 'group'),
      output.link,
    );
  },
});

function metricName({ metric }: Group): string {
  return metric === undefined ? '-' : seriesName({ __name__: metric });
}

/** `job="api"` where there is one value, else `code (4): 200, 404, 500, 503`. */
function labelText({ name, distinct, examples }: Group['labels'][number]): string {
  const values = examples.map((value) => clip(value, MAX_VALUE_CHARS) || '""');
  if (distinct === 1) return `${labelName(name)}="${clip(examples[0] ?? '', MAX_VALUE_CHARS)}"`;
  return `${labelName(name)} (${formatCount(distinct)}): ${values.join(', ')}${distinct > examples.length ? ', …' : ''}`;
}
