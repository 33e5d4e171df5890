import * as z from 'zod';
import { formatCount, plural } from '../../format/number.ts';
import { clip, paragraphs, renderMore } from '../../format/text.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { defineTool } from '../define.ts';
import { accountParam, cursorParam, endParam, limitParam, pageFields, resolveWindow, startParam } from '../params.ts';
import { rowsAfter } from '../paging.ts';
import { FIND_SOURCE_ACTIONS, findSource, sourceParam } from './shared/find-source.ts';
import { EMPTY_NOTES_ACTION, emptyNotes, remarkFields, renderRemarks } from './shared/remarks.ts';
import { wholeMinutes } from './shared/whole-minutes.ts';

const FALLBACK_MS = 24 * 3_600_000;
const MAX_VALUE_CHARS = 200;

const position = (row: { name: string }) => [row.name];

export const listPrometheusLabels = defineTool({
  name: 'list_prometheus_labels',
  title: 'List Prometheus labels',
  description:
    'Label names of a PromQL source, or with label the values of one. match narrows to the series of a selector. For whole series use find_prometheus_series.',
  toolset: 'promql',
  actions: ['aps:GetLabels', ...FIND_SOURCE_ACTIONS, 'cloudwatch:ListMetrics', EMPTY_NOTES_ACTION],
  input: z.strictObject({
    label: z.string().min(1).max(1_000).optional().describe('Show the values of this label'),
    match: z.string().min(1).max(10_000).optional().describe('Selector, such as up{job="api"}'),
    contains: z.string().min(1).max(200).optional().describe('Part of them, any case'),
    source: sourceParam,
    account: accountParam,
    start: startParam,
    end: endParam,
    limit: limitParam(200, 5_000),
    cursor: cursorParam,
  }),
  output: z.object({
    ...remarkFields,
    label: z.string().optional(),
    match: z.string().optional(),
    contains: z.string().optional(),
    start: z.string(),
    end: z.string(),
    /** Names or values there are, and how many of them hold `contains`. */
    total: z.int(),
    matching: z.int(),
    items: z.array(z.object({ name: z.string() })),
    ...pageFields,
  }),
  position,

  async run(input, context) {
    const found = await findSource(input.source, context);
    const window = wholeMinutes(resolveWindow(input, context, FALLBACK_MS));
    const scope = { match: input.match, window };
    const { prometheus, signal } = context;
    const reply =
      input.label === undefined
        ? await prometheus.labelNames(found.source, scope, signal)
        : await prometheus.labelValues(found.source, input.label, scope, signal);
    const wanted = input.contains?.toLowerCase();
    const matching = reply.data.filter((name) => wanted === undefined || name.toLowerCase().includes(wanted));
    const rows = rowsAfter(
      matching.toSorted().map((name) => ({ name })),
      position,
      context.page.after,
    );
    return {
      source: found.title,
      warnings: [...reply.warnings],
      infos: [...reply.infos],
      notes: reply.data.length === 0 ? await emptyNotes(found.source, context, input.match) : [],
      link: found.link,
      label: input.label,
      match: input.match,
      contains: input.contains,
      start: formatTime(window.start),
      end: formatTime(window.end),
      total: reply.data.length,
      matching: matching.length,
      items: rows.slice(0, input.limit),
      more: rows.length > input.limit,
    };
  },

  render(output) {
    const window = formatWindow({ start: Date.parse(output.start), end: Date.parse(output.end) });
    const noun = output.label === undefined ? 'label name' : `value`;
    const of = output.label === undefined ? '' : ` of label ${output.label}`;
    const filtered =
      output.contains === undefined ? '' : ` with ${JSON.stringify(output.contains)} (of ${formatCount(output.total)})`;
    const where = output.match === undefined ? '' : ` in series of ${clip(output.match, 200)}`;
    return paragraphs(
      `${plural(output.matching, noun)}${of}${filtered}${where} from ${output.source}, ${window}`,
      output.items
        .map(({ name }) => (name === '' ? '""' : clip(name.replaceAll('\n', ' '), MAX_VALUE_CHARS)))
        .join('\n'),
      renderRemarks(output),
      renderMore(output, noun),
      output.link,
    );
  },
});
