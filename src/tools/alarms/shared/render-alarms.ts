import { formatCount, plural } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import type { AlarmDetail } from './alarm-detail.ts';
import type { AlarmRow } from './alarm-row.ts';
import type { DescribeOutput } from './describe-output.ts';

/** `12 alarms in ALARM, us-east-1, account 123456789012 (of 340; 41 autoscaling alarms hidden: …)`. */
export function scopeLine(output: DescribeOutput): string {
  const { counts } = output;
  const filter = [
    output.type === undefined ? '' : ` of type ${output.type}`,
    output.namePrefix === undefined ? '' : ` with prefix ${output.namePrefix}`,
  ].join('');
  const where = `${output.regions.join(', ')}, account ${output.account ?? 'unknown'}`;
  const total = output.allComplete ? `of ${formatCount(output.total)}` : `of more than ${formatCount(output.total)}`;
  const asides = [
    total,
    ...(output.states.includes('OK') || output.asked === 'names' ? [] : otherStates(output)),
    ...(output.hiddenAutoscaling === 0
      ? []
      : [`${plural(output.hiddenAutoscaling, 'autoscaling alarm')} hidden: hide_autoscaling=false shows them`]),
  ];
  const unfinished = output.complete
    ? ''
    : ' INCOMPLETE: the list was too long to read in time, name_prefix narrows it.';
  const aside = output.asked === 'names' ? '' : ` (${asides.join('; ')})`;
  return `${counted(output, counts, filter)}, ${where}${aside}${unfinished}`;
}

function counted(output: DescribeOutput, counts: DescribeOutput['counts'], filter: string): string {
  const [state, ...others] = output.states;
  if (state !== undefined && others.length === 0) return `${plural(output.matched, 'alarm')}${filter} in ${state}`;
  const parts = output.states.map((name) => `${formatCount(counts[name])} ${name}`);
  return `${plural(output.matched, 'alarm')}${filter}: ${parts.join(', ')}`;
}

/** The states that were not asked for and how to see them, where the counts are known. */
function otherStates(output: DescribeOutput): string[] {
  if (!output.allComplete) return ['state="all" lists every state'];
  const others = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).filter((state) => !output.states.includes(state));
  const told = others
    .filter((state) => output.counts[state] > 0)
    .map((state) => `${formatCount(output.counts[state])} ${state}`);
  return told.length === 0 ? [] : [`${told.join(', ')} not listed: state="all" lists them`];
}

interface Column {
  readonly title: string;
  readonly cell: (row: AlarmRow) => string | undefined;
  readonly needed?: boolean | undefined;
}

/** The rows as a table; a column whose value is in the first line already is left out. */
export function alarmTable(output: DescribeOutput): string {
  if (output.items.length === 0) return '';
  const states = output.states.filter((state) => output.counts[state] > 0);
  const all: Column[] = [
    { title: 'alarm', cell: (row) => row.name },
    { title: 'region', cell: (row) => row.region, needed: output.regions.length > 1 },
    { title: 'state', cell: (row) => row.state, needed: states.length > 1 || output.asked === 'names' },
    { title: 'since (UTC)', cell: (row) => row.since },
    { title: 'fires when', cell: (row) => row.condition },
    { title: 'reason', cell: (row) => row.reason, needed: output.items.some((row) => row.reason !== undefined) },
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

/** Everything about one alarm, a fact a line, the calls that show more at the end. */
export function renderDetail(row: AlarmRow | undefined, detail: AlarmDetail): string {
  const lines = [
    row &&
      `${row.name} is in ${row.state} since ${row.since ?? 'unknown'}${row.flags === undefined ? '' : ` (${row.flags.join('; ')})`}`,
    detail.description && `Description: ${detail.description.replace(/\s+/g, ' ')}`,
    row && `Fires when: ${row.condition} (${KIND[row.kind] ?? row.kind})`,
    detail.reason && `Reason: ${detail.reason}`,
    ...detail.metrics.map((metric) => `Metric: ${metric}`),
    detail.query && `Definition: ${detail.query}`,
    detail.logGroups && `Log groups: ${detail.logGroups.join(', ')}`,
    ...detail.facts,
    detail.arn && `ARN: ${detail.arn}`,
  ];
  const calls = detail.next.map((call, i) => `${i === 0 ? 'Next' : 'Or'}: ${call}`);
  return [lines.filter(Boolean).join('\n'), parts(detail), calls.join('\n')].filter((text) => text !== '').join('\n\n');
}

const KIND: Readonly<Record<string, string>> = {
  metric: 'metric alarm',
  metric_math: 'metric math alarm',
  anomaly_band: 'anomaly detection alarm',
  sql: 'Metrics Insights SQL alarm',
  promql: 'PromQL alarm',
  composite: 'composite alarm',
  log: 'log alarm',
};

function parts(detail: AlarmDetail): string {
  const { children, contributors, contributorCount = 0 } = detail;
  if (children !== undefined) {
    return `Children:\n${table(
      ['alarm', 'state', 'since (UTC)', 'reason'],
      children.map((child) => [child.name, child.state, child.since, child.reason]),
    )}`;
  }
  if (contributors === undefined) return '';
  if (contributors.length === 0) return 'Contributors in ALARM: none';
  const left = contributorCount - contributors.length;
  const more = left > 0 ? `\n${plural(left, 'more contributor')}: the call below shows all` : '';
  return `Contributors in ALARM (${formatCount(contributorCount)}):\n${table(
    ['series', 'since (UTC)', 'reason'],
    contributors.map((one) => [one.name, one.since, one.reason]),
  )}${more}`;
}
