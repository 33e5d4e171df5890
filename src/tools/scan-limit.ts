import { GB, scanDollars } from '../analysis/scan-estimate.ts';
import { ToolError } from '../errors.ts';
import { money } from '../format/money.ts';
import { formatCount, formatNumber } from '../format/number.ts';

/** What a question may be expected to scan without being asked for so much, GB: $0.10. */
export const USUAL_SCAN_GB = 20;

export interface ScanQuestion {
  /** `The query`. */
  readonly what: string;
  /** What else than asking for more helps, the beginning of a sentence: `Ask for a shorter window`. */
  readonly less: string;
  /** Whether it begins by an index: how much that saves is not known before. */
  readonly indexed?: boolean | undefined;
  readonly max_scan_gb?: number | undefined;
}

/**
 * Holds a question to what it may scan: 20 GB, what its caller asks for beyond, and in any case what the server allows. One
 * that begins by an index is held to the last alone.
 * @throws ToolError too_expensive, with the way round; all in GB as AWS bills them
 */
export function holdToLimit(estimatedBytes: number, asked: ScanQuestion, maxScanBytes: number): void {
  const { what, less, max_scan_gb: wanted } = asked;
  const usual = asked.indexed === true ? maxScanBytes : USUAL_SCAN_GB * GB;
  const allowed = Math.min(maxScanBytes, wanted === undefined ? usual : wanted * GB);
  if (estimatedBytes <= allowed) return;
  const needed = Math.ceil(estimatedBytes / GB);
  const most = Math.floor(maxScanBytes / GB);
  const more =
    needed <= most
      ? `${less}, or give max_scan_gb=${needed} (at most ${formatCount(most)})`
      : `${less}: this server allows ${formatCount(most)} GB at most (CLOUDWATCH_MCP_MAX_SCAN_GB)`;
  throw new ToolError(
    'too_expensive',
    `${what} would scan about ${gb(estimatedBytes)} (${money(scanDollars(estimatedBytes))}; estimated from stored sizes, retention and window), over the limit of ${gb(allowed)}. ${more}.`,
  );
}

/** Why a question that begins by an index was let past the usual limit; undefined where none was. */
export function beyondUsual(estimatedBytes: number, { indexed, max_scan_gb }: ScanQuestion): string | undefined {
  if (indexed !== true || max_scan_gb !== undefined || estimatedBytes <= USUAL_SCAN_GB * GB) return undefined;
  return `The ${gb(estimatedBytes)} that were expected are those of whole log groups. filterIndex reads only events that have the index, and how many those are is known afterwards: so the usual limit of ${USUAL_SCAN_GB} GB was not applied. max_scan_gb sets one.`;
}

const gb = (bytes: number) => `${formatNumber(bytes / GB, 3)} GB`;
