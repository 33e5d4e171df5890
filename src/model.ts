/** The plain types that the layers hand to each other. Times are epoch milliseconds, sizes bytes. */

/** Half-open: `start` is included, `end` is not. Epoch milliseconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** One sample of a series: epoch milliseconds and value (`NaN` and infinities are possible in PromQL). */
export type Point = readonly [time: number, value: number];

/** A named, ordered list of samples, ascending in time. */
export interface Series {
  readonly label: string;
  readonly unit?: string | undefined;
  readonly points: readonly Point[];
}

/** A metric's identity. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A log event with its place. `id` is unique within the group (`eventId` of FilterLogEvents) where the API gives one. */
export interface LogEvent {
  readonly group: string;
  readonly stream: string;
  readonly time: number;
  readonly message: string;
  readonly id?: string | undefined;
}

/** Where an answer comes from: one account in one region. `account` is undefined where STS may not be asked. */
export interface Place {
  readonly region: string;
  readonly account?: string | undefined;
}

/** What did not answer beside what did: one region or source, and the sentence that says why. */
export interface PartialFailure {
  readonly source: string;
  readonly error: string;
}
