import { formatBytes, formatCount, plural } from '../format/number.ts';

/** What budgets count. Each is measured on the answers that came, not guessed; docs/limits.md says how. */
export const UNITS = ['metricsRequested', 'logBytesRead', 'logBytesScanned', 'promqlSamples', 'awsCalls'] as const;
export type Unit = (typeof UNITS)[number];

/** So much of each; what is absent is none. */
export type Amounts = { readonly [U in Unit]?: number | undefined };

interface UnitFacts {
  /** As limits name it. */
  readonly noun: string;
  /** What a read needs, for an error: `1,000 metrics of GetMetricData`. */
  readonly needs: (n: number) => string;
  readonly count: (n: number) => string;
  /** How it is measured. */
  readonly measured: string;
  /** How to need less of it, for the end of an error. */
  readonly less: string;
}

/**
 * Prices: CloudWatch takes $0.01 for 1,000 metrics requested, Amazon Managed Service for Prometheus bills query samples
 * processed (pricing pages, 2026-11); FilterLogEvents and GetLogEvents are free, and say nothing of what they scan.
 */
export const UNIT_FACTS: Readonly<Record<Unit, UnitFacts>> = {
  metricsRequested: {
    noun: 'metrics requested',
    needs: (n) => `${plural(n, 'metric')} of GetMetricData`,
    count: formatCount,
    measured:
      'Metrics that `GetMetricData` was asked for, on every page; of SEARCH and SQL the series that came back, at least one. AWS bills these',
    less: 'Ask for fewer metrics at a time, or for a longer period or a shorter window, which need fewer pages',
  },
  logBytesRead: {
    noun: 'log events read',
    needs: (n) => `up to ${formatBytes(n)} of log events`,
    count: (n) => formatBytes(n),
    measured:
      'UTF-8 bytes of the messages that `FilterLogEvents` and `GetLogEvents` returned, before any is cut. AWS does not say what it scanned for them',
    less: 'Ask for a shorter window, fewer log groups, or a more selective pattern',
  },
  logBytesScanned: {
    noun: 'log bytes scanned',
    needs: (n) => `a scan of about ${formatBytes(n)} of logs`,
    count: (n) => formatBytes(n),
    measured:
      'Bytes that Logs Insights queries scanned, as their statistics say; of one that runs on after its call, at least what it was estimated to scan. AWS bills these',
    less: 'Ask for a shorter window or fewer log groups, or filter by an indexed field (filterIndex)',
  },
  promqlSamples: {
    noun: 'PromQL samples',
    needs: () => 'PromQL samples',
    count: formatCount,
    measured:
      'Samples that the query processed, as the answer’s statistics say (Amazon Managed Service for Prometheus bills these; Prometheus says them too); where they are absent (CloudWatch) the samples returned',
    less: 'Ask for a shorter window, a larger step, or fewer series (more label matchers)',
  },
  awsCalls: {
    noun: 'AWS calls',
    needs: (n) => plural(n, 'AWS call'),
    count: formatCount,
    measured:
      'Requests to CloudWatch, CloudWatch Logs, the AMP control plane, OAM (links between accounts) and STS (`GetCallerIdentity`, and `AssumeRole` for a caller’s session in another account), the SDK’s retries among them',
    less: 'Ask for fewer regions, accounts and log groups at a time',
  },
};
