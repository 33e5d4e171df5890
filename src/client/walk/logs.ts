import { latestBurst, readAlarms } from '../reading/read-alarms.ts';
import { alikeFirst, mostLike, stemsOf } from '../reading/likeness.ts';
import { pointerTo, readEvents, type ReadEvent } from '../reading/read-events.ts';
import { departureOf, readSeries } from '../reading/read-series.ts';
import { readTable } from '../reading/read-table.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import { reading, type Ask } from './ask.ts';

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
  /** A line beside the symptom that speaks of the changed version, where there is one. */
  readonly link: ReadEvent | undefined;
  /** The version that the change brought, where its line names one. */
  readonly version: string | undefined;
}

/** Words of a question, as one asks any system: what failed, and what did somebody change? */
const FAILURE_PATTERN = '?ERROR ?error ?FATAL';
/** The same, counted. */
const FAILURE_QUERY =
  'filter @message like /ERROR|error|FATAL/ | stats count(*) as failures by @log | sort failures desc';
const CHANGE_PATTERN = '?deploy ?Deploy ?rollout ?"rolled out" ?release ?upgrade';

const MAX_LINES = 10;
/** Enough of a message to tell what it is about, characters. */
const MESSAGE_CHARS = 240;
/** Log groups that are searched for failures: those whose names are most like the alarms. */
const MAX_GROUPS = 5;
/** How long before the metric moved a change may lie, milliseconds. */
const CHANGE_BEFORE_MS = 15 * 60_000;

/** From the alarm's words and times to the lines that explain them, and to the change that lies before them. */
export async function findInLogs(ask: Ask, texts: AlarmTexts): Promise<LogFindings> {
  const groups = await ask('Which log groups are there?', () => ({
    tool: 'describe_log_groups',
    args: {},
    read: 'nothing; the alarms are not about log groups, whose names are needed.',
  }));
  const failures = await ask('What fails as the metric moves?', () => failureSearch(groups, texts));
  const symptom = () => symptomIn(failures, texts);
  const around = await ask('What is around the first line that speaks of it?', () => ({
    tool: 'get_log_events',
    args: { pointer: pointerTo(symptom()), before: 8, after: 2, message_chars: MESSAGE_CHARS },
    read: `group, stream and time of the line at ${symptom().stamp}: of those that share the most words with the alarm it is the first.`,
  }));
  await ask('How much fails, and where?', () => ({
    tool: 'run_logs_insights_query',
    args: { query: FAILURE_QUERY, groups: groupsAlike(groups, texts), ...windowOf(texts) },
    read: 'the groups and the window of step 5.',
  }));
  const changes = await ask('What was changed before?', () => {
    const { lastNormal, from } = departureOf(readSeries(texts.metric));
    return {
      tool: 'search_log_events',
      args: {
        groups: groupNames(groups),
        pattern: CHANGE_PATTERN,
        start: new Date(Date.parse(lastNormal) - CHANGE_BEFORE_MS).toISOString(),
        end: from,
        limit: MAX_LINES,
      },
      read: `every group of step 4 whose class can be searched; end is ${from}, when the metric has moved, and start ${CHANGE_BEFORE_MS / 60_000} min before it last was as usual; the pattern has the words that lines about a change carry.`,
    };
  });
  return reading('The cause cannot be told', () => {
    const change = changeIn(changes, texts);
    const version = versionIn(change);
    return { symptom: symptom(), change, link: linkIn(around, version), version };
  });
}

/** From when the metric last was as usual to its last point. */
function windowOf(texts: AlarmTexts): { start: string; end: string } {
  const series = readSeries(texts.metric);
  const { lastNormal } = departureOf(series);
  return { start: lastNormal, end: series.points.at(-1)?.[0] ?? lastNormal };
}

function groupsAlike(groups: string, texts: AlarmTexts): string[] {
  const alike = alikeFirst(groupNames(groups), (name) => name, namesOf(texts.firing), MAX_GROUPS);
  if (alike.length === 0) throw new UnreadableError('no log group in the text is named like the alarms that fire.');
  return alike;
}

function failureSearch(groups: string, texts: AlarmTexts) {
  const window = windowOf(texts);
  const alike = groupsAlike(groups, texts);
  return {
    tool: 'search_log_events',
    args: {
      groups: alike,
      pattern: FAILURE_PATTERN,
      order: 'oldest',
      ...window,
      limit: MAX_LINES,
      message_chars: MESSAGE_CHARS,
    },
    read: `start is ${window.start}, when the metric last was as usual, and end its last point; the ${alike.length} groups are those whose names share the most words with the names of the alarms, whatever they hold; the pattern has the words that log lines of failures carry.`,
  };
}

/** Those that FilterLogEvents can read, as far as the table says. */
function groupNames(text: string): string[] {
  const names = readTable(text, ['log group'])
    .filter((row) => (row['class'] ?? 'STANDARD') === 'STANDARD')
    .map((row) => row['log group'] ?? '');
  if (names.length === 0) throw new UnreadableError('the text of describe_log_groups names no log group.');
  return names;
}

const namesOf = (firing: string) => latestBurst(readAlarms(firing)).map((alarm) => alarm.name);

/** The first of the lines that speak most of what the alarm is about. */
function symptomIn(failures: string, texts: AlarmTexts): ReadEvent {
  const topic = stemsOf(`${namesOf(texts.firing).join(' ')} ${texts.detail}`);
  const [first] = mostLike(readEvents(failures), ({ message }) => message, topic);
  if (first !== undefined) return first;
  throw new UnreadableError('no line in the text of search_log_events speaks of what the alarm is about.');
}

/** The last of the lines that speak most of what fires, rather one that says from what to what. */
function changeIn(changes: string, texts: AlarmTexts): ReadEvent {
  const topic = stemsOf(namesOf(texts.firing).join(' '));
  const alike = mostLike(readEvents(changes), ({ message, group, stream }) => `${message} ${group} ${stream}`, topic);
  const newestFirst = alike.toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const change = newestFirst.find(({ message }) => message.search(VERSION) >= 0) ?? newestFirst[0];
  if (change !== undefined) return change;
  throw new UnreadableError('no line in the text of search_log_events tells of a change to what fires.');
}

const VERSION = /\bv?\d+\.\d+\.\d+\b/g;

/** The version a change brought: of `v1.2.3 -> v1.2.4` the last. */
function versionIn(change: ReadEvent): string | undefined {
  return [...change.message.matchAll(VERSION)].map(([version]) => version).at(-1);
}

/** The line around the symptom that names the version. */
function linkIn(around: string, version: string | undefined): ReadEvent | undefined {
  return version === undefined ? undefined : readEvents(around).find(({ message }) => message.includes(version));
}
