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

/** What customers feel (errors, latency) follows from something else; what runs out or stops is nearer to the cause. */
const SYMPTOM = /error|fail|5xx|4xx|latency|response.?time|duration|dlq|dead.?letter/i;

export function readAlarms(text: string): ReadAlarm[] {
  const today = /\| since \(UTC, ([\d-]+)/.exec(text)?.[1] ?? '';
  return readTable(text, ['alarm', 'since', 'fires when']).map((row) => ({
    name: row['alarm'] ?? '',
    since: isoOf(row['since'] ?? '', today),
    condition: row['fires when'] ?? '',
    silenced: /muted|actions (?:are )?(?:off|disabled)/.test(row['flags'] ?? ''),
  }));
}

/** `09:03:37` of `today`, or `2026-11-20 22:00`, as ISO 8601. */
function isoOf(cell: string, today: string): string {
  return `${cell.includes(' ') ? cell.replace(' ', 'T') : `${today}T${cell}`}Z`;
}

/**
 * The alarms of the latest incident, the earliest first: what has been firing for days is another matter,
 * and so is what is silenced.
 */
export function latestBurst(alarms: readonly ReadAlarm[]): ReadAlarm[] {
  const newestFirst = alarms
    .filter((alarm) => !alarm.silenced && !Number.isNaN(Date.parse(alarm.since)))
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since));
  const gap = newestFirst.findIndex(
    (alarm, i) => i > 0 && Date.parse(newestFirst[i - 1]?.since ?? '') - Date.parse(alarm.since) > BURST_GAP_MS,
  );
  return newestFirst.slice(0, gap < 0 ? undefined : gap).toReversed();
}

/** Which alarm to look into, and why this one. */
export interface Choice {
  readonly alarm: ReadAlarm;
  readonly why: string;
}

/**
 * The alarm to begin with: of the latest incident, of those a composite alarm puts together where one does, the first
 * that is on a metric and no mere symptom.
 * @throws UnreadableError where no alarm on a metric fires
 */
export function alarmToOpen(alarms: readonly ReadAlarm[]): Choice {
  const burst = latestBurst(alarms);
  const parts = burst
    .map((whole) => ({ whole, of: burst.filter((part) => whole.condition.includes(`${part.name} in ALARM`)) }))
    .toSorted((a, b) => b.of.length - a.of.length)[0];
  const composed = parts !== undefined && parts.of.length > 1 ? parts : undefined;
  const candidates = (composed?.of ?? burst).filter(({ condition }) => isOnMetric(condition));
  const alarm = candidates.find(({ name, condition }) => !SYMPTOM.test(name + condition)) ?? candidates[0];
  if (alarm === undefined) {
    throw new UnreadableError(
      'the text of describe_alarms names no metric alarm that fires, with the time since when.',
    );
  }
  const [first] = burst;
  const earlier = first === undefined || first === alarm ? '' : `, ${first.name} first${kindOf(first)}`;
  const among =
    composed === undefined ? 'of them' : `of the ${composed.of.length} that ${composed.whole.name} is made of`;
  const rule = SYMPTOM.test(alarm.name + alarm.condition)
    ? 'the earliest on a CloudWatch metric'
    : 'the earliest on a CloudWatch metric that is no mere symptom (errors, latency)';
  return {
    alarm,
    why: `${burst.length} of ${alarms.length} alarms began within one incident${earlier}. Opened is, ${among}, ${rule}: ${alarm.name}.`,
  };
}

/** Why the walk does not begin with an alarm that fired before, where that shows in its condition. */
function kindOf({ condition }: ReadAlarm): string {
  return condition.startsWith('PromQL ') ? ' (on PromQL, which is asked last)' : '';
}

function isOnMetric(condition: string): boolean {
  return !/^(?:PromQL|SQL) | in ALARM| log query /.test(condition);
}
