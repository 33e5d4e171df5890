import { BREAKDOWNS, tokensOf } from '../../../analysis/usage-report.ts';
import { logGroupLink, metricsLink } from '../../../format/console-link.ts';
import { formatCount, formatNumber } from '../../../format/number.ts';
import { table, type Cell } from '../../../format/table.ts';
import { paragraphs } from '../../../format/text.ts';
import { formatWindow } from '../../../format/time.ts';
import { accountsText } from '../../places.ts';
import type { Report, ReportRow } from './report-output.ts';

type Amounts = Report['total'];

const HEADING: Readonly<Record<ReportRow['by'], string>> = {
  day: 'Per day (UTC)',
  region: 'Per region',
  account: 'Per account',
  model: 'Per model',
  user: 'Per user',
};

/** A column that is nothing in every row is left out. */
const COLUMNS: readonly (readonly [name: string, cell: (row: Amounts) => Cell, optional?: boolean])[] = [
  ['calls', ({ calls }) => formatCount(calls)],
  ['errors', ({ errors }) => formatCount(errors)],
  ['throttled', ({ throttled }) => formatCount(throttled)],
  ['input tokens', ({ inputTokens }) => formatCount(inputTokens)],
  ['output tokens', ({ outputTokens }) => formatCount(outputTokens)],
  ['cache read', ({ cacheReadTokens: n }) => (n === 0 ? undefined : formatCount(n)), true],
  ['cache write', ({ cacheWriteTokens: n }) => (n === 0 ? undefined : formatCount(n)), true],
  ['all tokens', (row) => formatCount(tokensOf(row))],
  ['p50 ms', ({ p50Ms }) => p50Ms && formatNumber(p50Ms, 2), true],
  ['p90 ms', ({ p90Ms }) => p90Ms && formatNumber(p90Ms, 2), true],
  ['p99 ms', ({ p99Ms }) => p99Ms && formatNumber(p99Ms, 2), true],
  ['cost USD', ({ cost }) => (cost === undefined ? undefined : dollars(cost)), true],
];

/** The totals, then each breakdown under its heading: Markdown that can stand in a report as it is. */
export function renderReport(report: Report): string {
  const { total, items } = report;
  const columns = COLUMNS.filter(
    ([, cell, optional]) => optional !== true || cell(total) !== undefined || items.some(cell),
  );
  const rowsTable = (names: readonly Cell[] | undefined, heading: string, rows: readonly Amounts[]) =>
    table(
      [...(names === undefined ? [] : [heading]), ...columns.map(([name]) => name)],
      rows.map((row, i) => [...(names === undefined ? [] : [names[i]]), ...columns.map(([, cell]) => cell(row))]),
    );
  const isEmpty = total.calls + total.throttled + tokensOf(total) === 0;
  return paragraphs(
    firstLine(report, isEmpty),
    isEmpty ? '' : `## Totals\n\n${rowsTable(undefined, '', [total])}`,
    ...BREAKDOWNS.map((by) => {
      const rows = items.filter((row) => row.by === by);
      return rows.length === 0 ? '' : `## ${HEADING[by]}\n\n${rowsTable(rows.map(nameOf), by, rows)}`;
    }),
    left(report),
    isEmpty ? '' : legend(report),
    ...(report.notes ?? []),
    (report.failures ?? []).map(({ source, error }) => `MISSING: ${source}: ${error}`).join('\n'),
    link(report),
  );
}

function firstLine(report: Report, isEmpty: boolean): string {
  const window = formatWindow({ start: Date.parse(report.start), end: Date.parse(report.end) });
  const filters = report.filters === undefined ? '' : `, ${report.filters}`;
  const what = isEmpty ? 'No Amazon Bedrock usage' : 'Amazon Bedrock usage';
  return `${what}, ${window}, ${report.regions.join(', ')}, ${accountsText(report)}${filters}.${report.incomplete === true ? ' INCOMPLETE: see below.' : ''} Counted from: ${report.sources.join('; ')}.`;
}

function nameOf({ name, part, alsoCalled = [] }: ReportRow): string {
  if (part !== undefined) return `${name} (${part})`;
  return alsoCalled.length === 0 ? name : `${name} (called ${alsoCalled.join(', ')})`;
}

/** Which rows are not shown, and what shows them. */
function left({ items, found }: Report): string {
  const parts = BREAKDOWNS.flatMap((by) => {
    const all = found[by] ?? 0;
    const shown = items.filter((row) => row.by === by).length;
    return shown < all ? [`${formatCount(all - shown)} of ${formatCount(all)} in ${HEADING[by]}`] : [];
  });
  if (parts.length === 0) return '';
  return `More: not shown are ${parts.join(', ')}. Those with the most tokens come first; by=["user"] with limit, or model and user, show others.`;
}

function legend({ total, items }: Report): string {
  const perUser = items.some(({ by }) => by === 'user')
    ? ' Per user they are not read, which would take more rows than a query gives: user="…" tells those of one.'
    : '';
  const latency =
    total.p50Ms === undefined ? '' : ` Durations are told to within 5 %, from the request to the last token.${perUser}`;
  return `Calls are those that Bedrock took on, failed ones (errors) among them; throttled ones are not. Input tokens are without those of the cache.${latency}`;
}

function dollars(cost: number): string {
  return cost >= 100 ? formatCount(cost) : cost.toFixed(cost >= 1 ? 2 : 4);
}

function link({ region, partition, group }: Report): string | undefined {
  const place = { region, partition };
  return group === undefined || group.startsWith('arn:')
    ? metricsLink(place, 'AWS/Bedrock')
    : logGroupLink(place, group);
}
