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
import { ofSeveral } from '../../params.ts';
import { placeName, readPlaces, valuesOf, type Place } from '../../places.ts';

/** A PromQL source and its state. */
export const sourceRow = z.object({
  /** Where several are asked; absent for servers, which are of none. */
  account: ofSeveral(z.string()),
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

/** By kind, then by account, region, alias and id. */
export function sourcePosition(row: SourceRow): string[] {
  const account = row.account === undefined ? [] : [row.account];
  return [row.kind, ...account, row.region ?? '', row.alias ?? '', row.id];
}

/**
 * Every source the caller may see. What could not be read stands in `failures`.
 * @throws ToolError of the first where AMP failed in every region and nothing else is there
 */
export async function readSources(
  places: readonly Place[],
  context: ToolContext,
): Promise<{ rows: SourceRow[]; failures: PartialFailure[] }> {
  const [workspaces, cloudwatch, servers] = await Promise.all([
    readPlaces(places, context, ({ region }, at) => workspaceRows(region, at)),
    readPlaces(
      places.filter(({ region, reach }) => reach.access.promqlSource(cloudwatchSource(region).id)),
      context,
      ({ region }, at) => cloudwatchRow(region, at),
    ),
    Promise.all(
      context.prometheus.servers
        .filter(({ name }) => context.access.promqlSource(serverSource(name).id))
        .map((server) => serverRow(server, context)),
    ),
  ]);
  const ofPlace = (rows: readonly SourceRow[], { account, reach }: Place) =>
    rows
      .filter(({ id }) => reach.access.promqlSource(id))
      .map((row) => (account === undefined ? row : { account, ...row }));
  const rows = [
    ...workspaces.flatMap((read) => ('value' in read ? ofPlace(read.value, read.place) : [])),
    ...valuesOf(cloudwatch).flatMap(({ place, value }) => ofPlace([value], place)),
    ...servers.filter(({ id }) => context.access.promqlSource(id)),
  ];
  const failed = workspaces.flatMap((read) => ('error' in read ? [read] : []));
  const [first] = failed;
  const nothing = rows.every(({ kind, status }) => kind === 'cloudwatch' && status === 'unknown');
  if (first !== undefined && failed.length === places.length && nothing) throw first.error;
  const said = new Set(failed.map(({ error }) => error.message));
  const once = rows.map((row) => (row.note !== undefined && said.has(row.note) ? { ...row, note: 'see below' } : row));
  return {
    rows: once.toSorted((a, b) => comparePositions(sourcePosition(a), sourcePosition(b))),
    failures: [...Map.groupBy(failed, ({ error }) => error.message)].map(([error, reads]) => ({
      source: `AMP in ${reads.map(({ place }) => placeName(place)).join(', ')}`,
      error,
    })),
  };
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
