import { latestBurst, readAlarms } from '../reading/read-alarms.ts';
import { likeness, mostLike, stemsOf } from '../reading/likeness.ts';
import { pointerTo, readEvents, type ReadEvent } from '../reading/read-events.ts';
import { departureOf, readSeries } from '../reading/read-series.ts';
import { readTable } from '../reading/read-table.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import type { Ask } from './ask.ts';

/** What the steps before the logs said. */
export interface AlarmTexts {
  /** The list of alarms. */
  readonly firing: string;
  /** One alarm in detail. */
  readonly detail: string;
  /** Its metric over time. */
  readonly metric: string;
}

export interface LogFindings {
  /** The line that says what went wrong first. */
  readonly symptom: ReadEvent;
  /** The line that says what changed before it. */
  readonly change: ReadEvent;
}

/** Words of a question, as one asks any system: what failed, and what did somebody change? */
const FAILURE_PATTERN = '?ERROR ?error ?FATAL';
const CHANGE_PATTERN = '?deploy ?Deploy ?rollout ?"rolled out" ?release ?upgrade ?Sync';

const MAX_LINES = 20;
/** Log groups that are searched for failures: those whose names are most like the alarms. */
const MAX_GROUPS = 5;
/** How long before the metric moved a change may lie, milliseconds. */
const CHANGE_BEFORE_MS = 15 * 60_000;

/** From the alarm's words and times to the lines that explain them, and to the change that lies before them. */
export async function findInLogs(ask: Ask, texts: AlarmTexts): Promise<LogFindings> {
  const groups = await ask('Which log groups are there?', () => ({ tool: 'describe_log_groups', args: {} }));
  const failures = await ask('What fails as the metric moves?', () => failureSearch(groups, texts));
  const symptom = () => symptomIn(failures, texts);
  await ask('What is around the first line that speaks of it?', () => ({
    tool: 'get_log_events',
    args: { pointer: pointerTo(symptom()), before: 6, after: 3 },
    read: `group, stream and time of the line at ${symptom().stamp}.`,
  }));
  const changes = await ask('What was changed before?', () => {
    const until = symptom().time;
    return {
      tool: 'search_log_events',
      args: {
        groups: groupNames(groups),
        pattern: CHANGE_PATTERN,
        start: new Date(Date.parse(departureOf(readSeries(texts.metric)).lastNormal) - CHANGE_BEFORE_MS).toISOString(),
        end: until,
        limit: MAX_LINES,
      },
      read: `the log groups, and ${until} as the time by which it had happened.`,
    };
  });
  return { symptom: symptom(), change: changeIn(changes, texts) };
}

function failureSearch(groups: string, texts: AlarmTexts) {
  const { lastNormal, extremeAt } = departureOf(readSeries(texts.metric));
  const topic = stemsOf(namesOf(texts.firing));
  const alike = groupNames(groups)
    .map((name) => ({ name, score: likeness(name, topic) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_GROUPS);
  if (alike.length === 0) throw new UnreadableError('no log group in the text is named like the alarms that fire.');
  return {
    tool: 'search_log_events',
    args: {
      groups: alike.map(({ name }) => name),
      pattern: FAILURE_PATTERN,
      order: 'oldest',
      start: lastNormal,
      end: extremeAt,
      limit: MAX_LINES,
    },
    read: `the metric moves after ${lastNormal} and is farthest at ${extremeAt}; ${alike.length} log groups are named like the alarms.`,
  };
}

function groupNames(text: string): string[] {
  const names = readTable(text, ['log group']).map((row) => row['log group'] ?? '');
  if (names.length === 0) throw new UnreadableError('the text of describe_log_groups names no log group.');
  return names;
}

const namesOf = (firing: string) =>
  latestBurst(readAlarms(firing))
    .map((alarm) => alarm.name)
    .join(' ');

/** The first of the lines that speak most of what the alarm is about. */
function symptomIn(failures: string, texts: AlarmTexts): ReadEvent {
  const topic = stemsOf(`${namesOf(texts.firing)} ${texts.detail}`);
  const [first] = mostLike(readEvents(failures), ({ message }) => message, topic);
  if (first !== undefined) return first;
  throw new UnreadableError('no line in the text of search_log_events speaks of what the alarm is about.');
}

/** The last of the lines that speak most of what fires. */
function changeIn(changes: string, texts: AlarmTexts): ReadEvent {
  const topic = stemsOf(namesOf(texts.firing));
  const alike = mostLike(readEvents(changes), ({ message, group, stream }) => `${message} ${group} ${stream}`, topic);
  const last = alike.toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time))[0];
  if (last !== undefined) return last;
  throw new UnreadableError('no line in the text of search_log_events tells of a change to what fires.');
}
