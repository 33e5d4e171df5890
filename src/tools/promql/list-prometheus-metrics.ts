import * as z from 'zod';
import { metricFamilies, type Metadata } from '../../analysis/metric-families.ts';
import { ToolError } from '../../errors.ts';
import { formatCount, plural } from '../../format/number.ts';
import { seriesName } from '../../format/series-name.ts';
import { table } from '../../format/table.ts';
import { clip, paragraphs, renderMore } from '../../format/text.ts';
import { capabilities, type Source } from '../../prometheus/sources.ts';
import { asideMs, readWithin } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountParam, cursorParam, limitParam, pageFields } from '../params.ts';
import { rowsAfter } from '../paging.ts';
import { FIND_SOURCE_ACTIONS, findSource, sourceParam } from './shared/find-source.ts';
import { EMPTY_NOTES_ACTION, emptyNotes, remarkFields, renderRemarks } from './shared/remarks.ts';
import { wholeMinutes } from './shared/whole-minutes.ts';

/** A metric counts as being there when it had a sample in this time. */
const RECENT_MS = 24 * 3_600_000;
const MAX_HELP_CHARS = 120;

const metric = z.object({
  name: z.string(),
  type: z.string().optional(),
  typeGuessed: z.boolean(),
  unit: z.string().optional(),
  help: z.string().optional(),
});

const position = (row: z.infer<typeof metric>) => [row.name];

export const listPrometheusMetrics = defineTool({
  name: 'list_prometheus_metrics',
  title: 'List Prometheus metrics',
  description:
    'Which metrics a PromQL source has had samples of in the last 24 hours, with type, unit and help. The series of a classic histogram or summary are one row. For CloudWatch metrics outside PromQL use list_metrics.',
  toolset: 'promql',
  actions: [
    'aps:GetLabels',
    'aps:GetMetricMetadata',
    ...FIND_SOURCE_ACTIONS,
    'cloudwatch:ListMetrics',
    EMPTY_NOTES_ACTION,
  ],
  input: z.strictObject({
    name: z.string().min(1).max(200).optional().describe('Only names with this in them, in any case'),
    type: z.enum(['counter', 'gauge', 'histogram', 'summary', 'info', 'unknown']).optional(),
    source: sourceParam,
    account: accountParam,
    limit: limitParam(100, 2_000),
    cursor: cursorParam,
  }),
  output: z.object({
    ...remarkFields,
    name: z.string().optional(),
    type: z.string().optional(),
    /** Metrics there are, and how many of them are asked for. */
    total: z.int(),
    matching: z.int(),
    items: z.array(metric),
    ...pageFields,
  }),
  position,

  async run(input, context) {
    const found = await findSource(input.source, context);
    const now = context.clock();
    const window = wholeMinutes({ start: now - RECENT_MS, end: now });
    const [names, metadata] = await Promise.all([
      context.prometheus.labelValues(found.source, '__name__', { window }, context.signal),
      readMetadata(found.source, context),
    ]);
    const families = metricFamilies(names.data, metadata.data);
    const wanted = input.name?.toLowerCase();
    const matching = families.filter(
      ({ name, type }) =>
        (wanted === undefined || name.toLowerCase().includes(wanted)) &&
        (input.type === undefined || (type ?? 'unknown') === input.type),
    );
    const rows = rowsAfter(matching, position, context.page.after);
    return {
      source: found.title,
      warnings: [...names.warnings],
      infos: [...names.infos],
      notes: [...metadata.notes, ...(families.length === 0 ? await emptyNotes(found.source, context) : [])],
      link: found.link,
      name: input.name,
      type: input.type,
      total: families.length,
      matching: matching.length,
      items: rows.slice(0, input.limit),
      more: rows.length > input.limit,
    };
  },

  render(output) {
    const filters = [
      output.name === undefined ? '' : ` with ${JSON.stringify(output.name)} in the name`,
      output.type === undefined ? '' : ` of type ${output.type}`,
    ].join('');
    const of = filters === '' ? '' : ` (of ${formatCount(output.total)})`;
    const columns = (['type', 'unit', 'help'] as const).filter((column) =>
      output.items.some((row) => row[column] !== undefined),
    );
    const guessed = output.items.some((row) => row.typeGuessed);
    return paragraphs(
      `${plural(output.matching, 'metric')}${filters}${of} from ${output.source}, with samples in the last 24 h${guessed ? '; a type with ? is what the name suggests' : ''}`,
      output.items.length === 0
        ? ''
        : table(
            ['metric', ...columns],
            output.items.map((row) => [
              seriesName({ __name__: row.name }),
              ...columns.map((column) => cell(row, column)),
            ]),
          ),
      renderRemarks(output),
      renderMore(output, 'metric'),
      output.link,
    );
  },
});

function cell(row: z.infer<typeof metric>, column: 'type' | 'unit' | 'help'): string | undefined {
  if (column === 'type') return row.type === undefined ? undefined : `${row.type}${row.typeGuessed ? '?' : ''}`;
  return column === 'help' && row.help !== undefined ? clip(row.help, MAX_HELP_CHARS) : row[column];
}

/** What targets say of their metrics; without it the list is still worth showing. */
async function readMetadata(
  source: Source,
  context: ToolContext,
): Promise<{ data: Readonly<Record<string, Metadata>>; notes: string[] }> {
  if (!capabilities(source).metadata)
    return {
      data: {},
      notes: [
        'CloudWatch PromQL has no metadata endpoint: types and units are guessed from the names, help is not known.',
      ],
    };
  try {
    const { data } = await readWithin(asideMs(context), context, (signal) =>
      context.prometheus.metadata(source, signal),
    );
    return { data, notes: [] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { data: {}, notes: [`Types and help could not be read: ${error.message}`] };
  }
}
