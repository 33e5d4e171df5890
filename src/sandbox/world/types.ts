/**
 * What a sandbox region holds: definitions and generators only. States, histories, datapoints and log events all derive
 * from them by evaluation, at the moment they are asked for. Times are epoch milliseconds.
 */
import type { LogEvent, MetricId, Window } from '../../model.ts';
import type { Rows } from './rows.ts';

export interface World {
  readonly account: string;
  readonly region: string;
  /** When this world was made; the incident started 40 minutes earlier. */
  readonly madeAt: number;
  readonly incidentStart: number;
  readonly logGroups: Rows<LogGroup>;
  readonly metrics: Rows<Metric>;
  /** Where `metrics` are too many to look through. */
  findMetric?(id: MetricId): Metric | undefined;
  readonly alarms: Rows<Alarm>;
  readonly muteRules: readonly MuteRule[];
  readonly workspaces: readonly Workspace[];
  readonly dashboards?: Rows<Dashboard> | undefined;
  readonly savedQueries?: Rows<SavedQuery> | undefined;
  readonly anomalyDetectors?: readonly AnomalyDetector[] | undefined;
  /** What a Prometheus server beside this world scrapes. */
  readonly promSeries: readonly PromSeries[];
}

export interface Dashboard {
  readonly name: string;
  readonly modifiedAt: number;
  /** JSON, mostly. */
  readonly body: string;
}

/** A query of Logs Insights that somebody has saved; parameters in the SDK's own field names. */
export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly groups: readonly string[];
  readonly language?: 'PPL' | 'SQL' | undefined;
  readonly parameters?: readonly { name: string; defaultValue?: string; description?: string }[] | undefined;
  readonly modifiedAt: number;
}

/** A log anomaly detector in the SDK's own field names, and the anomalies that it has found by `now`. */
export interface AnomalyDetector extends Readonly<Record<string, unknown>> {
  readonly anomalyDetectorArn: string;
  readonly logGroupArnList: readonly string[];
  anomalies(now: number): readonly Readonly<Record<string, unknown>>[];
}

export type LogGroupClass = 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';

export interface LogGroup {
  readonly name: string;
  readonly logGroupClass: LogGroupClass;
  readonly retentionInDays?: number | undefined;
  readonly creationTime: number;
  readonly storedBytes: number;
  readonly metricFilterCount: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Fields that a policy of the group has indexed. */
  readonly fieldIndexes?: readonly string[] | undefined;
  readonly streams: Rows<LogStream>;
  /** The streams by their last event as of `now`, ascending, where `streams` are too many to sort. */
  streamsByLastEvent?(now: number): Rows<LogStream>;
  /**
   * The events of every stream in the window, ascending by time; deterministic; must not cost more than the window is long.
   * @param stream the only stream that is wanted: others may be left out
   */
  events(window: Window, stream?: string): LogEvent[];
}

export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  readonly firstEventTimestamp?: number | undefined;
  /** Last event as of `now`; undefined for a stream without events. */
  lastEventTimestamp(now: number): number | undefined;
}

/** The statistic set of one period, from which every statistic derives. `samples` are a fixed number of quantiles, ascending. */
export interface Datapoint {
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly samples: readonly number[];
}

export interface Metric extends MetricId {
  readonly unit: string;
  /** How often it is published, seconds: 60 or 300. */
  readonly periodSeconds: number;
  /** The datapoint of the period that starts at `time` (a multiple of the period), undefined where it published nothing. */
  at(time: number): Datapoint | undefined;
}

/**
 * An alarm's configuration in the SDK's own field names (PutMetricAlarm, PutCompositeAlarm, PutLogAlarm), plus its kind.
 * The sandbox adds state, reason, timestamps and history by evaluating it.
 */
export interface Alarm {
  readonly kind: 'metric' | 'composite' | 'log';
  readonly name: string;
  readonly createdAt: number;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** A mute rule in the SDK's own field names (PutAlarmMuteRule); dates are epoch milliseconds. The sandbox adds its status. */
export interface MuteRule {
  readonly configuration: {
    readonly Name: string;
    readonly Description: string;
    readonly Rule: {
      readonly Schedule: { readonly Expression: string; readonly Duration: string; readonly Timezone: 'UTC' };
    };
    readonly MuteTargets: { readonly AlarmNames: readonly string[] };
    readonly ExpireDate?: number | undefined;
  };
  readonly updatedAt: number;
}

export interface Workspace {
  readonly workspaceId: string;
  readonly alias?: string | undefined;
  readonly status: 'ACTIVE' | 'CREATING' | 'DELETING';
  readonly createdAt: number;
}

export interface PromSeries {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly unit?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The sample at `time`; for a histogram, `_bucket` series are series of their own. */
  at(time: number): number | undefined;
}
