import * as z from 'zod';
import { listWorkspaces } from '../../../aws/amp.ts';
import { isOTelEnrichmentRunning } from '../../../aws/otel-enrichment.ts';
import { ToolError } from '../../../errors.ts';
import { formatSecond } from '../../../format/time.ts';
import type { PartialFailure } from '../../../model.ts';
import { ampSource, cloudwatchSource, serverSource } from '../../../prometheus/sources.ts';
import { answerMs, asideMs, readWithin } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';
import { comparePositions } from '../../paging.ts';

/** A PromQL source and its state. */
export const sourceRow = z.object({
  id: z.string(),
  kind: z.enum(['amp', 'cloudwatch', 'prometheus']),
  region: z.string().optional(),
  workspaceId: z.string().optional(),
  alias: z.string().optional(),
  url: z.string().optional(),
  status: z.string(),
  created: z.string().optional(),
  note: z.string().optional(),
});
export type SourceRow = z.infer<typeof sourceRow>;

/** By kind, then by region, alias and id. */
export function sourcePosition(row: SourceRow): string[] {
  return [row.kind, row.region ?? '', row.alias ?? '', row.id];
}

/**
 * Every source the caller may see. What could not be read stands in `failures`.
 * @throws ToolError of the first where AMP failed in every region and nothing else is there
 */
export async function readSources(
  regions: readonly string[],
  context: ToolContext,
): Promise<{ rows: SourceRow[]; failures: PartialFailure[] }> {
  const failures: PartialFailure[] = [];
  const errors: ToolError[] = [];
  const workspaces = regions.map(async (region) => {
    try {
      return await workspaceRows(region, context);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      errors.push(error);
      failures.push({ source: `AMP in ${region}`, error: error.message });
      return [];
    }
  });
  const groups = await Promise.all([
    ...workspaces,
    ...regions
      .filter((region) => context.access.promqlSource(cloudwatchSource(region).id))
      .map((region) => cloudwatchRow(region, context)),
    ...context.prometheus.servers
      .filter(({ name }) => context.access.promqlSource(serverSource(name).id))
      .map((server) => serverRow(server, context)),
  ]);
  const rows = groups.flat().filter(({ id }) => context.access.promqlSource(id));
  const [error] = errors;
  if (
    error !== undefined &&
    errors.length === regions.length &&
    rows.every(({ kind, status }) => kind === 'cloudwatch' && status === 'unknown')
  )
    throw error;
  return { rows: rows.toSorted((a, b) => comparePositions(sourcePosition(a), sourcePosition(b))), failures };
}

async function workspaceRows(region: string, context: ToolContext): Promise<SourceRow[]> {
  const workspaces = await readWithin(answerMs(context), context, (signal) =>
    listWorkspaces(context.aws, region, signal),
  );
  return workspaces.map(({ id, alias, status, created }) => ({
    id: ampSource(region, id).id,
    kind: 'amp',
    region,
    workspaceId: id,
    ...(alias !== undefined && { alias }),
    status,
    ...(created !== undefined && { created: formatSecond(created) }),
  }));
}

async function cloudwatchRow(region: string, context: ToolContext): Promise<SourceRow> {
  const row = { id: cloudwatchSource(region).id, kind: 'cloudwatch', region } as const;
  try {
    if (await readWithin(asideMs(context), context, (signal) => isOTelEnrichmentRunning(context.aws, region, signal)))
      return { ...row, status: 'enrichment running' };
    return {
      ...row,
      status: 'enrichment stopped',
      note: "OTel enrichment is off: only metrics sent by OTLP are there, AWS's own are not (get_metric_data has them)",
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { ...row, status: 'unknown', note: error.message };
  }
}

async function serverRow({ name, base }: { name: string; base: string }, context: ToolContext): Promise<SourceRow> {
  const row = { id: serverSource(name).id, kind: 'prometheus', url: base } as const;
  const { answers, version, error } = await context.prometheus.probe(name, context.signal);
  if (!answers) return { ...row, status: 'does not answer', ...(error !== undefined && { note: error }) };
  return { ...row, status: version === undefined ? 'answers' : `answers (${version})` };
}
