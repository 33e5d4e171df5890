import { formatCount, plural } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import { accountsText } from '../../places.ts';
import type { AlarmRow } from './alarm-row.ts';
import type { DescribeOutput } from './describe-output.ts';

/** `12 alarms in ALARM, us-east-1, account 123456789012 (of 340: 287 OK not listed, …; 41 autoscaling alarms hidden, …)`. */
export function scopeLine(output: DescribeOutput): string {
  const filter = [
    output.type === undefined ? '' : ` of type ${output.type}`,
    output.namePrefix === undefined ? '' : ` with prefix ${output.namePrefix}`,
  ].join('');
  const where = `at ${output.at}, ${output.regions.join(', ')}, ${accountsText(output)}`;
  const total = output.allComplete ? `of ${formatCount(output.total)}` : `of more than ${formatCount(output.total)}`;
  const asides = [
    ...(output.states.length === 3 ? [] : otherStates(output)),
    ...(output.otherTypes === 0 ? [] : [`${formatCount(output.otherTypes)} of other types`]),
    ...(output.hiddenAutoscaling === 0 ? [] : [hiddenText(output)]),
  ];
  const unfinished = [
    output.complete ? '' : ' INCOMPLETE: the list was too long to read in time, name_prefix narrows it.',
    output.failures.length === 0
      ? ''
      : ` INCOMPLETE: ${output.failures.map(({ source }) => source).join(', ')} did not answer.`,
  ].join('');
  const aside = output.asked === 'names' ? '' : ` (${total}${asides.length === 0 ? '' : `: ${asides.join('; ')}`})`;
  return `${counted(output, filter)} ${where}${aside}${unfinished}`;
}

/** `12 alarms in ALARM`, `17 alarms: 12 in ALARM, 5 in INSUFFICIENT_DATA`. */
function counted(output: DescribeOutput, filter: string): string {
  const [state, ...others] = output.states;
  if (state !== undefined && others.length === 0) return `${plural(output.matched, 'alarm')}${filter} in ${state}`;
  if (output.matched === 0) return `No alarms${filter}${others.length === 1 ? ' in ALARM or INSUFFICIENT_DATA' : ''}`;
  const parts = output.states.map((name) => `${formatCount(output.counts[name] ?? 0)} in ${name}`);
  return `${plural(output.matched, 'alarm')}${filter}: ${parts.join(', ')},`;
}

/** The states that were not asked for and how to see them, where the counts are known. */
function otherStates(output: DescribeOutput): string[] {
  if (!output.allComplete) return ['state="all" lists every state'];
  const others = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).filter((state) => !output.states.includes(state));
  const told = others
    .filter((state) => (output.counts[state] ?? 0) > 0)
    .map((state) => `${formatCount(output.counts[state] ?? 0)} ${state}`);
  return told.length === 0 ? [] : [`${told.join(' and ')} not listed, state="all" lists them`];
}

/** `8 autoscaling alarms hidden, 4 of them in ALARM, hide_autoscaling=false shows them`. */
function hiddenText({ hiddenAutoscaling, hiddenInAlarm }: DescribeOutput): string {
  const firing = hiddenInAlarm === 0 ? '' : `, ${formatCount(hiddenInAlarm)} of them in ALARM`;
  return `${plural(hiddenAutoscaling, 'autoscaling alarm')} hidden${firing}, hide_autoscaling=false shows them`;
}

interface Column {
  readonly title: string;
  readonly cell: (row: AlarmRow) => string | undefined;
  readonly needed?: boolean | undefined;
}

/** The rows as a table; a column whose value is in the first line already is left out. */
export function alarmTable(output: DescribeOutput): string {
  if (output.items.length === 0) return '';
  const today = output.at.slice(0, 10);
  const states = output.states.filter((state) => (output.counts[state] ?? 0) > 0);
  const all: Column[] = [
    { title: 'alarm', cell: (row) => row.name },
    { title: 'account', cell: (row) => row.account, needed: (output.accounts?.length ?? 0) > 1 },
    { title: 'region', cell: (row) => row.region, needed: output.regions.length > 1 },
    { title: 'state', cell: (row) => row.state, needed: states.length > 1 || output.asked === 'names' },
    { title: `since (UTC, ${today} where no date)`, cell: (row) => clockOf(row.since, today) },
    { title: 'fires when', cell: (row) => row.condition },
    {
      title: 'reason (datapoint then)',
      cell: (row) => row.reason,
      needed: output.items.some((row) => row.reason !== undefined),
    },
    {
      title: 'flags',
      cell: (row) => row.flags?.join('; '),
      needed: output.items.some((row) => row.flags !== undefined),
    },
  ];
  const columns = all.filter((column) => column.needed ?? true);
  return table(
    columns.map(({ title }) => title),
    output.items.map((row) => columns.map(({ cell }) => cell(row))),
  );
}

/** `09:03:37` of `today`, `2026-11-20 22:00` of another day. */
function clockOf(since: string | undefined, today: string): string | undefined {
  if (since === undefined) return undefined;
  const clock = since.slice(11, -1);
  return since.startsWith(today) ? clock : `${since.slice(0, 10)} ${clock}`;
}
