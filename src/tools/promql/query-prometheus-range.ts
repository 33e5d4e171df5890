import * as z from 'zod';
import { MAX_POINTS } from '../../analysis/choose-step.ts';
import { planRange, type RangePlan } from '../../analysis/range-plan.ts';
import { ToolError } from '../../errors.ts';
import { formatCount, plural } from '../../format/number.ts';
import { formatStep, parseStep } from '../../format/step.ts';
import { clip, paragraphs } from '../../format/text.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import type { RangeSeries } from '../../prometheus/parse.ts';
import { capabilities } from '../../prometheus/sources.ts';
import { defineTool } from '../define.ts';
import { accountParam, endParam, limitParam, pageFields, resolveWindow, startParam } from '../params.ts';
import { findSource, sourceParam } from './shared/find-source.ts';
import { rangeRow, rangeRows } from './shared/range-rows.ts';
import { pointsTable, summaryTable } from './shared/range-text.ts';
import { emptyNotes, remarkFields, renderRemarks } from './shared/remarks.ts';
import { QUERY_ACTIONS, queryParam } from './shared/query-params.ts';
import { commonText } from './shared/series-columns.ts';

const FALLBACK_MS = 3_600_000;
const MAX_SERIES = 100;

export const queryPrometheusRange = defineTool({
  name: 'query_prometheus_range',
  title: 'Query Prometheus over time',
  description:
    'Evaluates PromQL over a window. The top series by maximum: min, avg, max, last of each, then points of the first few. The step is chosen for the window unless given. For one moment use query_prometheus.',
  toolset: 'promql',
  actions: QUERY_ACTIONS,
  input: z.strictObject({
    query: queryParam,
    source: sourceParam,
    account: accountParam,
    start: startParam,
    end: endParam,
    step: z.string().optional().describe('Such as 30s, 5m or 60 (seconds)'),
    limit: limitParam(10, MAX_SERIES),
  }),
  output: z.object({
    ...remarkFields,
    query: z.string(),
    start: z.string(),
    end: z.string(),
    stepSeconds: z.number(),
    stepChosen: z.boolean(),
    steps: z.int(),
    total: z.int(),
    commonLabels: z.record(z.string(), z.string()),
    pointsStart: z.string(),
    pointsStepSeconds: z.number(),
    items: z.array(rangeRow),
    ...pageFields,
  }),

  async run(input, context) {
    const found = await findSource(input.source, context);
    const window = resolveWindow(input, context, FALLBACK_MS, capabilities(found.source).maxRangeMs);
    const given = input.step === undefined ? undefined : parseStep(input.step, 'step');
    const plan = planRange(window, context.budgetTokens, given);
    refuseTooFine(plan, window);
    const reply = await context.prometheus.queryRange(found.source, { query: input.query, ...plan }, context.signal);
    const rows = rangeRows(seriesOf(reply.data), plan, input.limit, context.budgetTokens);
    return {
      source: found.title,
      warnings: [...reply.warnings],
      infos: [...reply.infos],
      notes: [
        ...stepNotes(input.query, plan),
        ...(rows.histograms
          ? ['Native histograms are shown by their averages; ask histogram_quantile(0.99, …) for quantiles.']
          : []),
        ...(rows.total === 0 ? await emptyNotes(found.source, context, input.query) : []),
      ],
      link: found.link,
      query: input.query,
      start: formatTime(plan.start),
      end: formatTime(plan.end),
      stepSeconds: plan.stepMs / 1000,
      stepChosen: given === undefined,
      steps: plan.steps,
      total: rows.total,
      commonLabels: { ...rows.common },
      pointsStart: formatTime(rows.pointsStart),
      pointsStepSeconds: rows.pointsStepMs / 1000,
      items: rows.rows,
    };
  },

  render(output) {
    const window = { start: Date.parse(output.start), end: Date.parse(output.end) };
    const step = formatStep(output.stepSeconds * 1000);
    const shown = output.items.length;
    const count =
      shown < output.total && shown > 0
        ? `top ${shown} by max of ${plural(output.total, 'series', 'series')}`
        : plural(output.total, 'series', 'series');
    const pointed = output.items.filter((row) => row.values !== undefined).length;
    const coarser =
      output.pointsStepSeconds > output.stepSeconds
        ? `; every ${output.pointsStepSeconds / output.stepSeconds}th of ${formatCount(output.steps)} steps, which do not fit: ask a shorter window for all`
        : '';
    const left = output.total - shown;
    return paragraphs(
      `${count}, ${formatWindow(window)}, step ${step}${output.stepChosen ? ' (chosen for the window)' : ''}, from ${output.source}${commonText(output.commonLabels)}: ${clip(output.query.replaceAll(/\s+/g, ' '), 200)}`,
      shown === 0 ? '' : summaryTable(output.items, output.steps),
      pointed === 0
        ? ''
        : `Points of ${pointed === output.total ? 'all' : `the first ${pointed}`} every ${formatStep(output.pointsStepSeconds * 1000)}${coarser}:\n${pointsTable(output.items, { start: Date.parse(output.pointsStart), stepMs: output.pointsStepSeconds * 1000 })}`,
      renderRemarks(output),
      left > 0
        ? `More: ${plural(left, 'series', 'series')} not shown, none with a higher max. ${output.omitted === undefined && shown < MAX_SERIES ? `Raise limit (to ${MAX_SERIES} at most), or ask` : 'More do not fit an answer: ask'} for fewer: topk(5, …), sum by (label) (…), more matchers.`
        : '',
      output.link,
    );
  },
});

function seriesOf(data: { type: string; series?: readonly RangeSeries[] }): readonly RangeSeries[] {
  return data.series ?? [];
}

function refuseTooFine(plan: RangePlan, window: { start: number; end: number }): void {
  if (plan.steps <= MAX_POINTS) return;
  const least = Math.ceil((window.end - window.start) / (MAX_POINTS - 1) / 1000);
  throw new ToolError(
    'invalid_input',
    `step ${formatStep(plan.stepMs)} makes ${formatCount(plan.steps)} points a series from ${formatTime(window.start)} to ${formatTime(window.end)}; at most ${formatCount(MAX_POINTS)} are given. Use step=${least}s or more, leave step out, or ask a shorter window.`,
  );
}

/** A range selector shorter than the step looks at a part of the samples only. */
function stepNotes(query: string, plan: RangePlan): string[] {
  const ranges = [...query.matchAll(/\[((?:\d+(?:ms|[smhdwy]))+)\]/g)].map((match) => match[1] ?? '');
  const short = ranges.find((range) => parseStep(range, 'range') < plan.stepMs);
  if (short === undefined || plan.steps < 2) return [];
  const step = formatStep(plan.stepMs);
  return [
    `[${short}] is shorter than the step ${step}: what happens between is not seen. Use [${step}] or a smaller step.`,
  ];
}
