import type { Widget } from '../../../analysis/dashboard/body.ts';
import { namespacesRead } from '../../../aws/metric-reads.ts';
import { isHeld } from '../../../prometheus/hold-labels.ts';
import { cloudwatchSource } from '../../../prometheus/sources.ts';
import type { Reach } from '../../define.ts';
import { onlyAllowed } from '../../limited.ts';
import { accessOfOwner } from '../../owners.ts';
import { mayReadQuery } from '../../readable-logs.ts';
import { regionsOfWidget, type DashboardPlace } from './widget-calls.ts';

type Seeing = Pick<Reach, 'account' | 'access' | 'accessTo'>;
type Place = Pick<DashboardPlace, 'region' | 'ownAccount'>;

/** What widgets may be about. */
const KINDS = ['metricNamespace', 'logGroup', 'promqlSource', 'region', 'account'] as const;

/**
 * The widgets that show what the caller may read, each without the rest of it: of what no query says what it is about (texts,
 * alarms, widgets of other kinds) only those see it who may see everything.
 */
export function visibleWidgets(widgets: readonly Widget[], place: Place, seeing: Seeing): Widget[] {
  const whole = seesAll(seeing.access);
  return widgets.flatMap((widget) => {
    if (!regionsOfWidget(widget, place).every(seeing.access.region)) return [];
    if (![mayReadLines, mayReadLogs, mayReadCharts].every((may) => may(widget, place, seeing))) return [];
    const left = whole ? widget : { ...widget, alarms: [], text: undefined };
    const isEmpty = left.lines.length + left.promql.length === 0 && left.log === undefined;
    return isEmpty && !whole ? [] : [left];
  });
}

/** That there may be more than is shown, and why; undefined for whom nothing is refused. Says nothing of what there is. */
export function onlyVisible(seeing: Pick<Reach, 'access'>): string | undefined {
  return onlyAllowed('widgets on what you may read are shown', [seeing], ...KINDS);
}

function seesAll(access: Reach['access']): boolean {
  return access.metricNamespace('') && access.logGroup('') && access.promqlSource('') && access.toolset('alarms');
}

function mayReadLines({ lines, accountId }: Widget, { ownAccount }: Place, seeing: Seeing): boolean {
  return lines.every(({ metric, expression = '', accountId: own }) => {
    const access = accessOfOwner(own ?? accountId, ownAccount, seeing);
    const namespaces = metric === undefined ? namespacesRead(expression) : [metric.namespace];
    return access !== undefined && namespaces.every(access.metricNamespace);
  });
}

function mayReadLogs({ log, accountId }: Widget, { ownAccount }: Place, seeing: Seeing): boolean {
  return log === undefined || mayReadQuery(log, { owner: accountId, own: ownAccount }, seeing);
}

function mayReadCharts({ promql, region, accountId }: Widget, place: Place, seeing: Seeing): boolean {
  if (promql.length === 0) return true;
  const access = accessOfOwner(accountId, place.ownAccount, seeing);
  if (access?.promqlSource(cloudwatchSource(region ?? place.region).id) !== true) return false;
  return promql.every(({ query }) => isHeld(query, access.promqlLabels));
}
