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

export type AlarmState = 'ALARM' | 'INSUFFICIENT_DATA' | 'OK';

/** How a value is held against a threshold, or against an anomaly band (`outside`, `above`, `below`). */
export type Comparison = '>' | '>=' | '<' | '<=' | 'outside' | 'above' | 'below';

/** One entry of an alarm's metric queries: a metric, or an expression over others (math, SQL, `ANOMALY_DETECTION_BAND`). */
export interface AlarmQuery {
  readonly id: string;
  readonly label?: string | undefined;
  readonly expression?: string | undefined;
  readonly metric?: MetricId | undefined;
  readonly statistic?: string | undefined;
  readonly unit?: string | undefined;
  readonly periodSeconds?: number | undefined;
  /** The account that owns the metric, where it is another. */
  readonly account?: string | undefined;
}

/** M of N: how many of the last results must breach. */
export interface Evaluation {
  readonly periodSeconds: number;
  readonly toAlarm: number;
  readonly periods: number;
}

interface Breach extends Evaluation {
  readonly comparison: Comparison;
  readonly threshold?: number | undefined;
  /** `missing` (AWS's default), `breaching`, `notBreaching`, `ignore`. */
  readonly missingData: string;
}

/** What an alarm watches, by its kind. Durations are seconds, as CloudWatch configures them. */
export type AlarmRule =
  | (Breach & {
      readonly kind: 'metric' | 'metric_math' | 'anomaly_band' | 'sql';
      /** The watched query; the others feed it. */
      readonly watched: AlarmQuery;
      readonly inputs: readonly AlarmQuery[];
      /** The band's expression, for `anomaly_band`. */
      readonly band?: string | undefined;
      /** The time zone of a wall-clock window; absent for a sliding one. */
      readonly wallClock?: string | undefined;
    })
  | {
      readonly kind: 'promql';
      readonly query: string;
      readonly pendingSeconds: number;
      readonly recoverySeconds: number;
      readonly intervalSeconds: number;
    }
  | {
      readonly kind: 'composite';
      readonly expression: string;
      readonly suppressor?: string | undefined;
      readonly suppressorWaitSeconds?: number | undefined;
      readonly suppressorExtensionSeconds?: number | undefined;
      readonly suppressedBy?: 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod' | undefined;
      readonly suppressedReason?: string | undefined;
    }
  | (Breach & {
      readonly kind: 'log';
      readonly query: string;
      readonly logGroups: readonly string[];
      readonly aggregation: string;
      /** `rate(5 minutes)`; `periodSeconds` is its length. */
      readonly schedule: string;
      /** The query's time range, seconds before each run: from `fromSeconds` to `toSeconds`. */
      readonly fromSeconds: number;
      readonly toSeconds: number;
    });

export type AlarmKind = AlarmRule['kind'];

/** An alarm of any kind, with its state. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly description?: string | undefined;
  readonly state: AlarmState;
  /** When `state` last changed; where AWS does not say, when it was last updated. */
  readonly since?: number | undefined;
  readonly reason?: string | undefined;
  /** AWS's JSON beside the reason. */
  readonly reasonData?: string | undefined;
  readonly configuredAt?: number | undefined;
  /** `PARTIAL_DATA`, `EVALUATION_ERROR`, `EVALUATION_FAILURE`. */
  readonly evaluationState?: string | undefined;
  readonly warmUpMinutes?: number | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  readonly rule: AlarmRule;
}

/** One entry of an alarm's history. */
export interface AlarmEvent {
  readonly time: number;
  /** `contributor` and `contributor_action` are about one series of the alarm. */
  readonly type: 'state' | 'contributor' | 'configuration' | 'action' | 'contributor_action';
  /** AWS's own sentence. */
  readonly summary: string;
  readonly from?: AlarmState | undefined;
  readonly to?: AlarmState | undefined;
  /** Why it went into `to`. */
  readonly reason?: string | undefined;
  readonly contributorId?: string | undefined;
  readonly contributor?: Readonly<Record<string, string>> | undefined;
}

/** One series that an alarm over many watches. */
export interface AlarmContributor {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly since?: number | undefined;
}

/** A rule that mutes the actions of alarms on a schedule. */
export interface MuteRule {
  readonly name: string;
  readonly alarmNames: readonly string[];
  readonly status: 'ACTIVE' | 'SCHEDULED' | 'EXPIRED';
  /** `cron(0 2 * * *)` or `at(2026-11-21T08:00)`, in `timeZone`. */
  readonly schedule: string;
  /** ISO 8601: `PT4H`. */
  readonly duration: string;
  readonly timeZone: string;
}
