import { GetOTelEnrichmentCommand } from '@aws-sdk/client-cloudwatch';
import type { Aws } from './aws.ts';

/** Enrichment is switched by hand, rarely: its status is shared for this long. */
const ENRICHMENT_TTL_MS = 60_000;

/**
 * Whether AWS's own metrics are enriched in a region, without which PromQL does not find them.
 * @throws ToolError of the gateway
 */
export async function isOTelEnrichmentRunning(aws: Aws, region: string, signal: AbortSignal): Promise<boolean> {
  const answer = await aws.cloudwatch(region, new GetOTelEnrichmentCommand({}), { signal, ttlMs: ENRICHMENT_TTL_MS });
  return answer.Status === 'Running';
}
