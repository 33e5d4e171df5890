/** The queries of Logs Insights that were started, of every account and region, and how they go on. */
import { randomUUID } from 'node:crypto';
import type { QueryResult } from '../evaluate/insights/run.ts';

/** How queries behave; every one that is started takes what holds then. */
export interface InsightsSettings {
  /** So many polls find a query unfinished: with two or more the first one finds it Scheduled. 1 unless given. */
  readonly polls?: number | undefined;
  /** So long, by the sandbox's clock, instead of a number of polls. */
  readonly takesMs?: number | undefined;
  /** How it ends; Complete unless given. */
  readonly outcome?: 'Complete' | 'Failed' | 'Timeout' | undefined;
  /** So many may be unfinished at once in an account's region; AWS's 100 unless given. */
  readonly concurrent?: number | undefined;
}

export const INSIGHTS_KEYS = [
  'polls',
  'takesMs',
  'outcome',
  'concurrent',
] as const satisfies (keyof InsightsSettings)[];
const DEFAULTS = { polls: 1, outcome: 'Complete', concurrent: 100 } as const;
/** AWS ends a query that has run for an hour. */
const MAX_RUN_MS = 3_600_000;
/** So many queries are remembered, and the results of so many: others are run again. */
const KEPT = 1_000;
const KEPT_RESULTS = 30;

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout';

export interface Execution {
  readonly result: QueryResult;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
}

export interface StartedQuery {
  readonly queryId: string;
  /** `account/region`. */
  readonly place: string;
  readonly startedAt: number;
  readonly queryString: string;
  readonly userIdentity: string;
  /** Identifiers of the groups that it reads, ARNs. */
  readonly groups: readonly string[];
  /** Runs it; the answer is the same whenever it is run. */
  run(): Execution;
}

export interface QueryStore {
  configure(settings: InsightsSettings): void;
  /** Undefined where too many run already. */
  start(query: Omit<StartedQuery, 'queryId'>): StartedQuery | undefined;
  readonly concurrent: number;
  find(place: string, queryId: unknown): StartedQuery | undefined;
  /** Newest first. */
  list(place: string): StartedQuery[];
  status(query: StartedQuery, now: number): QueryStatus;
  execution(query: StartedQuery): Execution;
  /** Counts a poll, and says how far the query is: the share of its events that was read, 0 to 1. */
  poll(query: StartedQuery, now: number): { status: QueryStatus; share: number };
  /** False where it has ended already. */
  stop(query: StartedQuery, now: number): boolean;
}

interface Progress {
  readonly query: StartedQuery;
  readonly polls: number;
  readonly takesMs: number | undefined;
  readonly outcome: QueryStatus;
  polled: number;
  stopped: boolean;
}

export function makeQueryStore(initial: InsightsSettings = {}): QueryStore {
  let settings = initial;
  const all = new Map<string, Progress>();
  const results = new Map<string, Execution>();
  const get = (key: 'polls' | 'concurrent') => settings[key] ?? DEFAULTS[key];

  /** How far it is, 0 to 1. */
  function shareOf({ query, polls, takesMs, polled }: Progress, now: number): number {
    const done = takesMs === undefined ? polled / (polls + 1) : (now - query.startedAt) / takesMs;
    return Math.min(1, done);
  }
  function statusOf(progress: Progress, now: number): QueryStatus {
    const { query, polls, takesMs, outcome, polled, stopped } = progress;
    if (stopped) return 'Cancelled';
    if (shareOf(progress, now) >= 1) return outcome;
    if (now - query.startedAt > MAX_RUN_MS) return 'Timeout';
    return polled <= 1 && takesMs === undefined && polls > 1 ? 'Scheduled' : 'Running';
  }
  const progressOf = ({ queryId }: StartedQuery) => all.get(queryId) as Progress;
  const isOpen = (progress: Progress, now: number) => /Scheduled|Running/.test(statusOf(progress, now));
  const inPlace = (place: string) => [...all.values()].filter(({ query }) => query.place === place);

  return {
    configure: (next) => (settings = next),
    get concurrent() {
      return get('concurrent');
    },
    start(given) {
      const open = inPlace(given.place).filter((progress) => isOpen(progress, given.startedAt));
      if (open.length >= get('concurrent')) return undefined;
      const query = { ...given, queryId: randomUUID() };
      const outcome = settings.outcome ?? DEFAULTS.outcome;
      const { takesMs } = settings;
      all.set(query.queryId, { query, polls: get('polls'), takesMs, outcome, polled: 0, stopped: false });
      forgetOldest(all, KEPT);
      return query;
    },
    find(place, queryId) {
      const found = all.get(String(queryId))?.query;
      return found?.place === place ? found : undefined;
    },
    list: (place) =>
      inPlace(place)
        .map(({ query }) => query)
        .toReversed(),
    status: (query, now) => statusOf(progressOf(query), now),
    execution(query) {
      const done = results.get(query.queryId) ?? query.run();
      results.set(query.queryId, done);
      forgetOldest(results, KEPT_RESULTS);
      return done;
    },
    poll(query, now) {
      const progress = progressOf(query);
      if (isOpen(progress, now)) progress.polled += 1;
      const status = statusOf(progress, now);
      return { status, share: status === 'Scheduled' || status === 'Failed' ? 0 : shareOf(progress, now) };
    },
    stop(query, now) {
      const progress = progressOf(query);
      if (!isOpen(progress, now)) return false;
      progress.stopped = true;
      return true;
    },
  };
}

function forgetOldest(kept: Map<string, unknown>, most: number): void {
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}
