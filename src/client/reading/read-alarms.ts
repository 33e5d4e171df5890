import { readTable } from './read-table.ts';
import { UnreadableError } from './unreadable.ts';

/** An alarm's row in the text of describe_alarms. */
export interface ReadAlarm {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly condition: string;
  /** Muted or with its actions off: nobody is to be called for it. */
  readonly silenced: boolean;
}

/** Alarms that start within this time of each other belong to one incident, milliseconds. */
const BURST_GAP_MS = 30 * 60_000;

export function readAlarms(text: string): ReadAlarm[] {
  return readTable(text, ['alarm', 'since', 'fires when']).map((row) => ({
    name: row['alarm'] ?? '',
    since: row['since'] ?? '',
    condition: row['fires when'] ?? '',
    silenced: /muted|actions (?:are )?(?:off|disabled)/.test(row['flags'] ?? ''),
  }));
}

/** The alarms of the latest incident, the earliest first: what has been firing for days is another matter,
 * and so is what is silenced. */
export function latestBurst(alarms: readonly ReadAlarm[]): ReadAlarm[] {
  const newestFirst = alarms
    .filter((alarm) => !alarm.silenced && !Number.isNaN(Date.parse(alarm.since)))
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since));
  const gap = newestFirst.findIndex(
    (alarm, i) => i > 0 && Date.parse(newestFirst[i - 1]?.since ?? '') - Date.parse(alarm.since) > BURST_GAP_MS,
  );
  return newestFirst.slice(0, gap < 0 ? undefined : gap).toReversed();
}

/**
 * The alarm to begin with: of those on a metric, the one that fired first, since causes come before effects.
 * @throws UnreadableError where there is none
 */
export function firstToOpen(alarms: readonly ReadAlarm[]): ReadAlarm {
  const onMetric = latestBurst(alarms).filter((alarm) => !/^(?:PromQL|SQL)|ALARM\(|log query/.test(alarm.condition));
  const [first] = onMetric;
  if (first !== undefined) return first;
  throw new UnreadableError('the text of describe_alarms names no metric alarm that fires, with the time since when.');
}
