import { currentMeter } from '../budget/meter.ts';
import type { Pacer } from '../budget/pacer.ts';
import type { Amounts } from '../budget/units.ts';
import { ToolError } from '../errors.ts';
import { formatCount } from '../format/number.ts';
import { capabilities, type Api, type Source } from './sources.ts';

/** What paces requests: AWS's quotas for PromQL. */
interface Pacing {
  pacer?(name: string, region: string, place?: string): Pacer | undefined;
}

/** A query needs one sample at least: how many more is known afterwards. */
const QUERY_ESTIMATE: Amounts = { promqlSamples: 1 };

/**
 * Sends one request within the budgets of who asks and at the pace of its quota. Of several who share it, it is on the one
 * who sent it.
 * @param send is given what `data` is parsed by, since the samples are counted on it
 * @throws ToolError too_expensive before anything is sent; the signal's reason; what `send` throws
 */
export async function sendMetered<T, A>(
  { source, api }: { source: Source; api: Api },
  aws: Pacing,
  parse: (data: unknown) => T,
  signal: AbortSignal,
  send: (parse: (data: unknown) => T) => Promise<A>,
): Promise<A> {
  const meter = currentMeter();
  const left = api === 'query' ? meter?.left('promqlSamples') : undefined;
  const hold = api === 'query' ? meter?.reserve(QUERY_ESTIMATE) : undefined;
  const pacer = pacerOf(source, api, aws);
  let samples = 0;
  try {
    if (pacer !== undefined) await pacer.turn(signal, meter?.principal);
    const answer = await send((data) => {
      if (hold !== undefined) samples = samplesOf(data);
      return parse(data);
    });
    pacer?.answered();
    return answer;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'throttled') pacer?.throttled();
    throw left === undefined ? error : nameBudget(error, left, source);
  } finally {
    hold?.settle({ promqlSamples: samples });
  }
}

/**
 * The most samples that a query may process: what the caller's budget has left, where that is less than `most`. AMP refuses
 * the query beyond, and does not bill it.
 */
export function samplesAllowed(most: number): number {
  return Math.max(1, Math.min(most, currentMeter()?.left('promqlSamples') ?? most));
}

/** Names the caller's budget in AMP's refusal of a query that processes more than is left of it. */
function nameBudget(error: unknown, left: number, source: Source): unknown {
  const most = capabilities(source).maxSamplesProcessed ?? 0;
  if (left >= most || !(error instanceof ToolError) || error.code !== 'too_expensive') return error;
  const why = `Of the hour's budget of PromQL samples ${formatCount(left)} were left, so the query may process no more`;
  return new ToolError('too_expensive', `${error.message} ${why}; get_server_info shows the budgets.`, {
    cause: error,
  });
}

function pacerOf(source: Source, api: Api, aws: Pacing): Pacer | undefined {
  if (source.kind === 'prometheus') return undefined;
  const kind = api === 'query' ? 'promqlQuery' : 'promqlDiscovery';
  if (source.kind === 'cloudwatch') {
    return aws.pacer?.(`cloudwatch:${kind}`, source.region);
  }
  return aws.pacer?.(`aps:${kind}`, source.region, source.id);
}

/** Samples processed, as the answer's statistics say; the samples in it where it has none. */
function samplesOf(data: unknown): number {
  const { stats, result } = data as {
    stats?: { samples?: { totalQueryableSamples?: unknown } };
    result?: unknown;
  };
  const processed = stats?.samples?.totalQueryableSamples;
  if (typeof processed === 'number' && Number.isFinite(processed)) return Math.max(0, Math.ceil(processed));
  if (!Array.isArray(result)) return 0;
  return (result as { values?: unknown; histograms?: unknown }[]).reduce(
    (sum, series) => sum + (lengthOf(series?.values) + lengthOf(series?.histograms) || 1),
    0,
  );
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
