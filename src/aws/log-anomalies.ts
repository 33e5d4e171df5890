import { ListAnomaliesCommand, ListLogAnomalyDetectorsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';

/** Detectors run every five minutes at most often. */
const ANOMALIES_TTL_MS = 60_000;
/** What both lists give a page. */
const PER_PAGE = 50;
/** The API Reference says epoch seconds; AWS answers milliseconds. Larger numbers than this are those: as seconds the year 5138. */
const MILLISECONDS_FROM = 1e11;

export interface AnomalyDetector {
  readonly arn: string;
  readonly name: string;
  /** ARNs. */
  readonly groups: readonly string[];
  /** `ANALYZING`, `TRAINING`, `PAUSED`, `FAILED` … */
  readonly status: string;
}

export interface LogAnomaly {
  readonly id: string;
  readonly detectorArn: string;
  /** ARNs. */
  readonly groups: readonly string[];
  readonly pattern: string;
  readonly description: string;
  /** `HIGH`, `MEDIUM`, `LOW`. */
  readonly priority: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly active: boolean;
  readonly suppressed: boolean;
  readonly suppressedUntil: number | undefined;
  /** Events by the start of their time slot, epoch milliseconds. */
  readonly histogram: readonly (readonly [time: number, count: number])[];
  readonly sample: string | undefined;
}

interface ReadControl {
  readonly signal: AbortSignal;
  /** Whether there is time for a further page. */
  readonly goOn: () => boolean;
}

/** The log anomaly detectors of a region, as far as there is time. */
export async function readAnomalyDetectors(
  aws: Aws,
  region: string,
  { signal, goOn }: ReadControl,
): Promise<AnomalyDetector[]> {
  const detectors: AnomalyDetector[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListLogAnomalyDetectorsCommand({ limit: PER_PAGE, ...(nextToken && { nextToken }) });
    const page = await aws.logs(region, command, { signal, ttlMs: ANOMALIES_TTL_MS });
    for (const detector of page.anomalyDetectors ?? []) {
      detectors.push({
        arn: detector.anomalyDetectorArn ?? '',
        name: detector.detectorName ?? '',
        groups: detector.logGroupArnList ?? [],
        status: detector.anomalyDetectorStatus ?? 'UNKNOWN',
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && goOn());
  return detectors;
}

/** The anomalies that detectors of a region have found and not yet taken for normal, as far as there is time. */
export async function readAnomalies(
  aws: Aws,
  region: string,
  { signal, goOn }: ReadControl,
): Promise<{ anomalies: LogAnomaly[]; complete: boolean }> {
  const anomalies: LogAnomaly[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListAnomaliesCommand({ limit: PER_PAGE, ...(nextToken && { nextToken }) });
    const page = await aws.logs(region, command, { signal, ttlMs: ANOMALIES_TTL_MS });
    for (const anomaly of page.anomalies ?? []) {
      anomalies.push({
        id: anomaly.anomalyId ?? '',
        detectorArn: anomaly.anomalyDetectorArn ?? '',
        groups: anomaly.logGroupArnList ?? [],
        pattern: anomaly.patternString ?? '',
        description: anomaly.description ?? '',
        priority: anomaly.priority ?? 'UNKNOWN',
        firstSeen: epochMs(anomaly.firstSeen ?? 0),
        lastSeen: epochMs(anomaly.lastSeen ?? 0),
        active: anomaly.active ?? false,
        suppressed: anomaly.suppressed ?? anomaly.state === 'Suppressed',
        suppressedUntil: anomaly.suppressedUntil === undefined ? undefined : epochMs(anomaly.suppressedUntil),
        histogram: Object.entries(anomaly.histogram ?? {})
          .map(([time, count]) => [epochMs(Number(time)), count] as const)
          .toSorted((a, b) => a[0] - b[0]),
        sample: anomaly.logSamples?.[0]?.message,
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && goOn());
  return { anomalies, complete: nextToken === undefined };
}

function epochMs(time: number): number {
  return time >= MILLISECONDS_FROM ? time : time * 1000;
}
