import { logGroupsLink } from '../../../format/console-link.ts';
import { liftedTable } from '../../../format/lifted-table.ts';
import { formatBytes, formatCount, plural } from '../../../format/number.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import type { LogGroupRow, LogGroupsOutput } from '../describe-log-groups.ts';
import { accountsText } from '../../places.ts';
import { foldedGroups } from './folded-groups.ts';

/** The text of describe_log_groups. */
export function renderLogGroups(shown: LogGroupsOutput): string {
  const { items, regions, accounts, foldedAt } = shown;
  const { note, rows } =
    foldedAt === undefined
      ? liftedGroups(shown)
      : foldedGroups(items, Date.parse(foldedAt), regions.length > 1 || accounts !== undefined);
  return paragraphs(
    scope(shown) + note,
    rows,
    advice(shown),
    shown.failures.map(({ source, error }) => `${source} did not answer: ${error}`).join('\n'),
    renderMore(shown, 'log group'),
    logGroupsLink({ region: items[0]?.region ?? regions[0] ?? '', partition: shown.partition }),
  );
}

/** A table without the columns that say the same in every row. */
function liftedGroups({ items, regions, accounts }: LogGroupsOutput): { note: string; rows: string } {
  const lifted = liftedTable([
    ...(accounts === undefined ? [] : [{ name: 'account', cells: items.map((group) => group.account) }]),
    ...(regions.length === 1 ? [] : [{ name: 'region', cells: items.map((group) => group.region) }]),
    { name: 'log group', cells: items.map((group) => group.arn ?? group.name), key: true },
    { name: 'class', cells: items.map((group) => group.class) },
    { name: 'stored', cells: items.map((group) => formatBytes(group.storedBytes)) },
    { name: 'retention', cells: items.map((group) => retention(group)) },
    { name: 'created', cells: items.map((group) => group.created) },
    { name: 'metric filters', cells: items.map((group) => group.metricFilters) },
  ]);
  const constant = lifted.constant === '' ? '' : ` In all ${formatCount(items.length)} rows: ${lifted.constant}.`;
  return { note: constant, rows: lifted.table };
}

/** A prefix is matched by AWS, letter by letter. */
function advice({ found, complete, continued, asked }: LogGroupsOutput): string {
  if (found > 0 || !complete || continued === true || !asked.includes('name begins')) return '';
  return 'name_prefix is case-sensitive and begins at the first character: name_contains finds any part in any case.';
}

function retention({ retentionDays }: LogGroupRow): string {
  return retentionDays === undefined ? 'never expires' : `${retentionDays} d`;
}

function scope(output: LogGroupsOutput): string {
  const { found, foundBytes, complete, continued, asked, regions, failures } = output;
  const what = asked === '' ? '' : ` (${asked})`;
  const silent =
    failures.length === 0 ? '' : ` (incomplete: ${failures.map(({ source }) => source).join(', ')} did not answer)`;
  const where = `${regions.join(', ')}${silent}, ${accountsText(output)}`;
  if (continued === true) {
    const read = complete ? plural(found, 'more log group') : `Next ${plural(found, 'log group')} read, more exist`;
    return `${read}${what}, ${where}.`;
  }
  if (!complete) return `First ${plural(found, 'log group')} read, more exist${what}, ${where}.`;
  return `${plural(found, 'log group')}${what}, ${where}${found === 0 ? '' : `, ${formatBytes(foundBytes ?? 0)} stored`}.`;
}
