import * as z from 'zod';
import { commonLabels, withoutLabels } from '../../analysis/label-sets.ts';
import { plural } from '../../format/number.ts';
import { table } from '../../format/table.ts';
import { clip, paragraphs } from '../../format/text.ts';
import { formatTime, parseTime } from '../../format/time.ts';
import { defineTool } from '../define.ts';
import { accountParam, limitParam, pageFields } from '../params.ts';
import { findSource, sourceParam } from './shared/find-source.ts';
import { instantRow, instantRows, instantTable } from './shared/instant-rows.ts';
import { emptyNotes, remarkFields, renderRemarks } from './shared/remarks.ts';
import { QUERY_ACTIONS, queryParam } from './shared/query-params.ts';
import { commonText } from './shared/series-columns.ts';

const MAX_ROWS = 1_000;

export const queryPrometheus = defineTool({
  name: 'query_prometheus',
  title: 'Query Prometheus',
  description:
    'Evaluates PromQL at one moment (now, or time). Series as a table, largest value first unless the query sorts; native histograms as count, sum, average and quantiles. For a course over time use query_prometheus_range.',
  toolset: 'promql',
  actions: QUERY_ACTIONS,
  input: z.strictObject({
    query: queryParam,
    source: sourceParam,
    account: accountParam,
    time: z.string().optional().describe('ISO 8601, epoch, or relative (-3h); default now'),
    limit: limitParam(50, MAX_ROWS),
  }),
  output: z.object({
    ...remarkFields,
    query: z.string(),
    time: z.string(),
    resultType: z.enum(['vector', 'matrix', 'scalar', 'string']),
    /** Series in the answer of the source. */
    total: z.int(),
    /** Labels that all of them have, taken out of the rows. */
    commonLabels: z.record(z.string(), z.string()),
    sorted: z.enum(['largest first', "in the query's order"]),
    items: z.array(instantRow),
    ...pageFields,
  }),

  async run(input, context) {
    // Whole seconds: those who ask the same in one second share an answer.
    const now = Math.floor(context.clock() / 1000) * 1000;
    const time = input.time === undefined ? now : parseTime(input.time, 'time', now);
    const found = await findSource(input.source, context);
    const reply = await context.prometheus.query(found.source, { query: input.query, time }, context.signal);
    const { rows, sorted } = instantRows(reply.data, input.query);
    const common = commonLabels(rows.map(({ labels }) => labels));
    return {
      source: found.title,
      warnings: [...reply.warnings],
      infos: [...reply.infos],
      notes: rows.length === 0 ? await emptyNotes(found.source, context, input.query) : [],
      link: found.link,
      query: input.query,
      time: formatTime(time),
      resultType: reply.data.type,
      total: rows.length,
      commonLabels: { ...common },
      sorted,
      items: rows.slice(0, input.limit).map((row) => ({ ...row, labels: withoutLabels(row.labels, common) })),
    };
  },

  render(output) {
    const what =
      output.resultType === 'vector' || output.resultType === 'matrix'
        ? `${plural(output.total, 'series', 'series')}${commonText(output.commonLabels)}${output.total > 1 ? `, ${output.sorted}` : ''}`
        : `a ${output.resultType}`;
    const left = output.total - output.items.length;
    return paragraphs(
      `${what} at ${output.time} from ${output.source}: ${clip(output.query.replaceAll(/\s+/g, ' '), 200)}`,
      output.items.length === 0 ? '' : table(...instantTable(output.items)),
      renderRemarks(output),
      left > 0
        ? `More: ${plural(left, 'series', 'series')} not shown. Raise limit (to ${MAX_ROWS} at most), or ask for fewer: topk(10, …), sum by (label) (…), more matchers.`
        : '',
      output.link,
    );
  },
});
