import { formatCount } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import { formatDuration } from '../../../format/time.ts';
import { oneLine } from '../../../format/visible.ts';
import type { AlarmDetail } from './alarm-detail.ts';
import type { AlarmRow } from './alarm-row.ts';
import type { DescribeOutput } from './describe-output.ts';

/** `orders-db-connections is in ALARM since 2026-11-21T08:24Z (38 min), us-east-1, account 123456789012`. */
export function detailScopeLine(output: DescribeOutput): string {
  const [row] = output.items;
  const where = `${row?.region ?? output.regions.join(', ')}, account ${row?.account ?? output.account ?? 'unknown'}`;
  if (row === undefined) return `1 alarm at ${output.at}, ${where}`;
  return `${row.name} is in ${row.state} since ${row.since ?? 'unknown'} (${age(row.since, output.at) ?? '?'}), ${where}`;
}

/** How long a state has lasted: `38 min`, `2 h 5 min`; below ten minutes with seconds. */
export function age(since: string | undefined, at: string): string | undefined {
  const ms = Date.parse(at) - Date.parse(since ?? '');
  if (Number.isNaN(ms) || ms < 0) return undefined;
  return formatDuration(ms < 600_000 ? ms : Math.floor(ms / 60_000) * 60_000);
}

/** Everything about one alarm, a fact a line, the calls that show more at the end. */
export function renderDetail(row: AlarmRow | undefined, detail: AlarmDetail): string {
  const lines = [
    row?.flags && `Note: ${row.flags.join('; ')}`,
    detail.description && `Description: ${JSON.stringify(oneLine(detail.description).replace(/\s+/g, ' '))}`,
    row && `Fires when: ${row.condition} (${KIND[row.kind] ?? row.kind})`,
    detail.reason && `Reason: ${oneLine(detail.reason)}`,
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

function parts({ partsAre, parts: shown = [], partCount = 0 }: AlarmDetail): string {
  if (partsAre === undefined) return '';
  const title = partsAre === 'children' ? 'Children' : 'Contributors in ALARM';
  if (partCount === 0) return `${title}: none`;
  const stated = partsAre === 'children';
  const rows = table(
    ['name', ...(stated ? ['state'] : []), 'since (UTC)', 'reason'],
    shown.map((part) => [part.name, ...(stated ? [part.state] : []), part.since, part.reason]),
  );
  const left = partCount - shown.length;
  const more =
    left > 0
      ? `\n${formatCount(left)} more not shown: ${stated ? 'the definition names them' : 'the call below shows them'}`
      : '';
  return `${title} (${formatCount(partCount)}):\n${rows}${more}`;
}
