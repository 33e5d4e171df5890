import { formatBytes } from '../../../format/number.ts';
import type { LogGroupRow } from '../describe-log-groups.ts';

const DAY_MS = 86_400_000;
const USUAL_CLASS = 'STANDARD';
const NOTE =
  ' Names that begin with … continue the folder in the row above them. Age is since creation; of class STANDARD and without metric filters unless said.';

/**
 * Many log groups in few words: the folder that neighbours share once, ages and retentions in days, and only where they
 * are not the usual ones class and metric filters.
 * @param at when ages are counted to, epoch milliseconds
 * @param regions whether the groups may be of several, which then stand behind the folders
 */
export function foldedGroups(
  groups: readonly LogGroupRow[],
  at: number,
  regions: boolean,
): { note: string; rows: string } {
  const lines = [rowOf(['log group', 'stored, rounded', 'retention (d)', 'age (d)', 'else']), '|---|---|---|---|---|'];
  let open = '';
  for (const [i, group] of groups.entries()) {
    const folder = folderOf(group, regions);
    const next = groups[i + 1];
    if (folder.heading !== open) open = '';
    if (
      open === '' &&
      folder.heading !== '' &&
      (regions || (next && folderOf(next, regions).heading === folder.heading))
    ) {
      open = folder.heading;
      lines.push(rowOf([open]));
    }
    const name = group.arn ?? group.name;
    lines.push(rowOf([open === '' || folder.chars === 0 ? name : `…${name.slice(folder.chars)}`, ...facts(group, at)]));
  }
  return { note: NOTE, rows: lines.join('\n') };
}

/** `/aws/lambda/`, with `(eu-west-1)` where there are several regions. */
function folderOf(group: LogGroupRow, regions: boolean): { heading: string; chars: number } {
  const name = group.arn ?? group.name;
  const chars = name.lastIndexOf('/') + 1;
  return {
    heading: [name.slice(0, chars), regions ? `(${[group.account, group.region].filter(Boolean).join(' ')})` : '']
      .filter(Boolean)
      .join(' '),
    chars,
  };
}

/** Without spaces, which cost a token each before a number, and without empty cells at the end. */
function rowOf(cells: readonly (string | number)[]): string {
  return `|${cells.join('|')}|`;
}

function facts({ storedBytes, retentionDays, created, ...group }: LogGroupRow, at: number): (string | number)[] {
  const unusual = [
    group.class === USUAL_CLASS ? '' : group.class,
    group.metricFilters === 0 ? '' : `metric filters ${group.metricFilters}`,
  ].filter((part) => part !== '');
  return [
    formatBytes(storedBytes, 2),
    retentionDays ?? 'never',
    Math.floor((at - Date.parse(created)) / DAY_MS),
    ...(unusual.length === 0 ? [] : [unusual.join(', ')]),
  ];
}
