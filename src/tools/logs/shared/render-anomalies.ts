import { literalOf } from '../../../analysis/pattern-literal.ts';
import { cloudwatch } from '../../../format/console-link.ts';
import { formatCall } from '../../../format/call.ts';
import { indentLines } from '../../../format/log-message.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { fence, paragraphs, renderMore } from '../../../format/text.ts';
import { oneLine } from '../../../format/visible.ts';
import { accountsText } from '../../places.ts';
import type { AnomaliesOutput } from '../list-log-anomalies.ts';

/** How long before an anomaly a search begins, and how long after its last event it ends, milliseconds. */
const AROUND_MS = 5 * 60_000;

/** Anomalies in words, patterns and lines between fences, and the search for the lines of the first. */
export function renderAnomalies(output: AnomaliesOutput): string {
  const { complete, regions, items, partition } = output;
  return paragraphs(
    scope(output),
    ...items.map((item, i) => anomalyText(item, i + 1)),
    search(output),
    [
      ...output.failures.map(({ source, error }) => `${source} did not answer: ${error}`),
      complete ? '' : 'The list is longer than there was time to read: group asks for a part of it.',
      output.limited ?? '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
    renderMore(output, 'anomaly', 'anomalies'),
    cloudwatch({ region: regions[0] ?? '', partition }, 'logsV2:logs-anomalies'),
  );
}

function scope(output: AnomaliesOutput): string {
  const { found, complete, asked, group, regions } = output;
  const kind = asked === 'active' ? 'active log anomaly' : 'log anomaly';
  const count =
    found === 0
      ? `No ${kind.replace('anomaly', 'anomalies')}`
      : plural(found, kind, kind.replace('anomaly', 'anomalies'));
  const where = group === undefined ? '' : ` of ${group}`;
  const others = found === 0 && asked === 'active' ? ' state="all" shows those that are over or suppressed, too.' : '';
  return `${complete ? '' : 'First '}${count}${where}, ${regions.join(', ')}, ${accountsText(output)}. ${watched(output)}${others}`;
}

function watched({ detectors, group, limited }: AnomaliesOutput): string {
  const statuses = Object.entries(detectors);
  const total = statuses.reduce((sum, [, count]) => sum + count, 0);
  const what = group === undefined ? 'log groups' : 'it';
  if (total === 0) {
    const known = limited === undefined ? '' : ' that you may read';
    return `No anomaly detector watches ${group === undefined ? `log groups${known}` : 'it'}: nothing can be found there.`;
  }
  const words = statuses.map(([status, count]) => `${formatCount(count)} ${status.toLowerCase()}`).join(', ');
  return `${plural(total, 'detector')} ${total === 1 ? 'watches' : 'watch'} ${what} (${words}).`;
}

function anomalyText(item: AnomaliesOutput['items'][number], number: number): string {
  const { groups, priority, firstSeen, lastSeen, active, suppressed, events, peak, account, region } = item;
  const where = account === undefined ? region : `${account} ${region}`;
  const state = suppressed === undefined ? (active ? 'still going on' : 'over') : `suppressed ${suppressed}`;
  const most = peak === undefined ? '' : `, most at ${peak.time} (${formatCount(peak.events)})`;
  const lines = [
    `pattern ${indentLines(item.pattern)}`,
    ...(item.sample === undefined ? [] : [`sample  ${indentLines(item.sample)}`]),
  ];
  return [
    `${number}. ${priority} in ${groups.join(', ')} (${where}): ${oneLine(item.description)}`,
    `${state}; first seen ${firstSeen}, last ${lastSeen}; ${plural(events, 'event')}${most}${item.detector === undefined ? '' : `; detector ${oneLine(item.detector)}`}`,
    fence(lines.join('\n')),
  ].join('\n');
}

/** The lines of the first of them. */
function search({ items, accountArgument, namesRegion }: AnomaliesOutput): string {
  const [first] = items;
  if (first === undefined) return '';
  const [start, end] = [Date.parse(first.firstSeen) - AROUND_MS, Date.parse(first.lastSeen) + AROUND_MS];
  const literal = literalOf(first.pattern);
  const call = formatCall('search_log_events', {
    groups: first.groups,
    text: literal,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    order: 'oldest',
    region: namesRegion === true ? first.region : undefined,
    account: first.account ?? accountArgument,
  });
  // The text is of the log.
  return `How the first began:${literal === undefined ? ` ${call}` : `\n${fence(call)}`}`;
}
