import { FLAPPING_CHANGES } from '../../../analysis/alarm-timeline.ts';
import { plural } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import { formatDuration } from '../../../format/time.ts';
import type { HistoryOutput, HistoryRow } from './history-output.ts';

/** `orders-db-connections: 5 state changes, 2 into ALARM, 2026-11-20T09:02Z to …, us-east-1, account …; in ALARM since …`. */
export function historyScopeLine(output: HistoryOutput): string {
  const of = output.contributorId === undefined ? output.name : `contributor ${output.contributorId} of ${output.name}`;
  const changes = `${plural(output.changes, 'state change')}, ${output.changesIntoAlarm} into ALARM`;
  const now =
    output.state === undefined
      ? ''
      : `; now ${output.state}${output.since === undefined ? '' : ` since ${output.since}`}`;
  const kept = output.clipped === true ? ' (CloudWatch keeps 14 days of history: nothing earlier is known)' : '';
  const future = output.futureEnd === undefined ? '' : `, until now as ${second(output.futureEnd)} is in the future`;
  return `${of}: ${changes}, ${second(output.start)} to ${second(output.end)}${future}${kept}, ${output.region}, account ${output.account ?? 'unknown'}${now}`;
}

/** To the second: what came later within it is noise to a reader. */
const second = (time: string) => time.replace(/\.\d+Z$/, 'Z');

/** Time in each state, and whether the alarm flaps. */
export function summaryLines(output: HistoryOutput): string {
  const total = Date.parse(output.end) - Date.parse(output.start);
  const states = Object.entries(output.msInState)
    .toSorted(([, a], [, b]) => b - a)
    .map(([state, ms]) => `${state} ${formatDuration(ms)} (${share(ms / total)})`);
  const { flapping } = output;
  return [
    states.length === 0 ? '' : `Time in states: ${states.join(', ')}`,
    flapping === undefined ? '' : flappingText(flapping),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function flappingText({ changes, start, end, spanMs, medianAlarmMs }: NonNullable<HistoryOutput['flapping']>): string {
  const typical = medianAlarmMs === undefined ? '' : `, typically ${formatDuration(medianAlarmMs)} in ALARM`;
  return `Flapping: at the busiest ${changes} changes into ALARM from ${start} to ${end}${typical} (${FLAPPING_CHANGES} within ${formatDuration(spanMs)} count as flapping)`;
}

/** To a tenth of a percent; what is not nothing is not shown as nothing. */
function share(part: number): string {
  const percent = Math.round(part * 1_000) / 10;
  return percent === 0 && part > 0 ? '< 0.1 %' : `${percent} %`;
}

export function historyTable(output: HistoryOutput): string {
  const { items } = output;
  if (items.length === 0) return '';
  const typed = items.some((row) => row.type !== 'state');
  const series = items.some((row) => row.contributor !== undefined || row.contributorId !== undefined);
  const columns: [string, boolean, (row: HistoryRow) => string | undefined][] = [
    ['time (UTC)', true, (row) => second(row.time)],
    ['entry', typed, (row) => row.type.replace('_', ' ')],
    ['change', true, (row) => (row.to === undefined ? undefined : `${row.from ?? '?'} → ${row.to}`)],
    ['stayed', true, (row) => stayed(row, output.toNow)],
    ['contributor', series, contributor],
    ['reason', true, (row) => row.text],
  ];
  const shown = columns.filter(([, needed]) => needed);
  return table(
    shown.map(([title]) => title),
    items.map((row) => shown.map(([, , cell]) => cell(row))),
  );
}

function stayed(row: HistoryRow, toNow: boolean): string | undefined {
  if (row.durationMs === undefined) return undefined;
  const text = formatDuration(row.durationMs);
  if (row.lasting !== true) return text;
  return toNow ? `${text} so far` : `${text} or more`;
}

function contributor({ contributor: labels, contributorId: id }: HistoryRow): string | undefined {
  if (labels === undefined) return id;
  return id === undefined ? labels : `${labels} (${id})`;
}
