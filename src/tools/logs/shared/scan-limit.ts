import { commandsOf } from '../../../analysis/insights-text.ts';
import { GB, scanDollars } from '../../../analysis/scan-estimate.ts';
import { ToolError } from '../../../errors.ts';
import { formatBytes, formatCount } from '../../../format/number.ts';
import { money } from './insights-text.ts';

/** What a query may be expected to scan without being asked for so much, GB: $0.10. */
export const USUAL_SCAN_GB = 20;

/**
 * Holds a query to what it may scan: 20 GB, what its caller asks for beyond, and in any case what the server allows. One that
 * begins by an index is held to the last alone: how much that saves is not known before.
 * @throws ToolError too_expensive, with the way round
 */
export function holdToLimit(
  estimatedBytes: number,
  asked: { query: string; max_scan_gb?: number | undefined },
  maxScanBytes: number,
): void {
  const indexed = commandsOf(asked.query).includes('filterindex');
  const usual = indexed ? maxScanBytes : USUAL_SCAN_GB * GB;
  const allowed = Math.min(maxScanBytes, asked.max_scan_gb === undefined ? usual : asked.max_scan_gb * GB);
  if (estimatedBytes <= allowed) return;
  const needed = Math.ceil(estimatedBytes / GB);
  const most = Math.floor(maxScanBytes / GB);
  const less = 'Ask for a shorter window or fewer log groups';
  const more =
    needed <= most
      ? `${less}, filter by an indexed field first (filterIndex), or give max_scan_gb=${needed} (at most ${formatCount(most)})`
      : `${less}: this server allows ${formatCount(most)} GB at most (CLOUDWATCH_MCP_MAX_SCAN_GB)`;
  throw new ToolError(
    'too_expensive',
    `The query would scan about ${formatBytes(estimatedBytes)} (${money(scanDollars(estimatedBytes))}; estimated from stored sizes, retention and window), over the limit of ${formatBytes(allowed)}. ${more}.`,
  );
}
