import { GetTransformerCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ToolError } from '../errors.ts';
import type { Aws } from './aws.ts';

/** Transformers change seldom. */
const TRANSFORMER_TTL_MS = 10 * 60_000;

/**
 * Whether a log group (name or ARN) has a transformer of its own: FilterLogEvents and GetLogEvents give its events as
 * they came in, Logs Insights as they were transformed. False where AWS does not say.
 * @throws ToolError access_denied where the role lacks logs:GetTransformer
 */
export async function hasTransformer(
  aws: Aws,
  region: string,
  group: string,
  options: { signal: AbortSignal },
): Promise<boolean> {
  const command = new GetTransformerCommand({ logGroupIdentifier: group });
  try {
    const { transformerConfig } = await aws.logs(region, command, { ...options, ttlMs: TRANSFORMER_TTL_MS });
    return (transformerConfig?.length ?? 0) > 0;
  } catch (error) {
    if (error instanceof ToolError && error.code !== 'access_denied') return false;
    throw error;
  }
}
