import * as z from 'zod';
import { isOTelEnrichmentRunning } from '../../../aws/otel-enrichment.ts';
import { ToolError } from '../../../errors.ts';
import { clip } from '../../../format/text.ts';
import type { Source } from '../../../prometheus/sources.ts';
import type { ToolContext } from '../../define.ts';
import { misnamedIn } from './misnamed.ts';

/** The fields that every PromQL answer has beside its rows: what the server said, what we say, and where to look. */
export const remarkFields = {
  source: z.string(),
  warnings: z.array(z.string()),
  infos: z.array(z.string()),
  notes: z.array(z.string()),
  link: z.string().optional(),
};

export interface Remarks {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly notes: readonly string[];
}

const MAX_LINES = 8;
const MAX_CHARS = 300;

/** The source's warnings and infos and our notes, a line each. */
export function renderRemarks({ warnings, infos, notes }: Remarks): string {
  return [
    ...some('Warning of the source', warnings),
    ...some('Info of the source', infos),
    ...some('Note', notes),
  ].join('\n');
}

function some(kind: string, texts: readonly string[]): string[] {
  const lines = texts.slice(0, MAX_LINES).map((text) => `${kind}: ${clip(text, MAX_CHARS)}`);
  return texts.length > MAX_LINES ? [...lines, `${kind}: and ${texts.length - MAX_LINES} more like these`] : lines;
}

/**
 * Why a question to `source` may have found nothing, as far as can be told: what a bare selector misnames, and for
 * CloudWatch whether enrichment runs.
 * @param query PromQL or a selector
 */
export async function emptyNotes(source: Source, context: ToolContext, query?: string): Promise<string[]> {
  const [misnamed, usual] = await Promise.all([
    query === undefined ? undefined : misnamedIn(query, source, context),
    usualNotes(source, context),
  ]);
  return misnamed === undefined ? usual : [misnamed, ...usual];
}

async function usualNotes(source: Source, context: ToolContext): Promise<string[]> {
  if (source.kind !== 'cloudwatch') {
    return [
      'Nothing matched. list_prometheus_metrics shows the metrics there are, list_prometheus_labels the values of a label.',
    ];
  }
  const hint =
    "AWS's own metrics are histograms in CloudWatch PromQL: ask histogram_avg(…), histogram_sum(…) or histogram_quantile(0.99, …), and give the metric name in every selector.";
  try {
    if (await isOTelEnrichmentRunning(context.aws, source.region, context.signal)) return [hint];
    return [
      `OTel enrichment is stopped in ${source.region}: AWS's own metrics are not there for PromQL. Use get_metric_data for them, or let the operator start enrichment.`,
    ];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [
      `Whether OTel enrichment runs in ${source.region} is unknown (${error.message}); without it AWS's own metrics are not there for PromQL.`,
      hint,
    ];
  }
}

/** The IAM action that `emptyNotes` needs. */
export const EMPTY_NOTES_ACTION = 'cloudwatch:GetOTelEnrichment';
