import { alignWindow } from '../../../analysis/period.ts';
import { formatDuration } from '../../../format/time.ts';
import type { MetricId, Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { explainMissing } from './explain-missing.ts';

export interface NoData extends MetricId {
  readonly unit?: string | undefined;
  readonly accountId?: string | undefined;
  readonly periodSeconds: number;
  readonly window: Window;
}

/**
 * Why a metric has no datapoints, and what to try, as sentences: it does not exist so, the unit empties it, or it was
 * silent. Never fails: what cannot be looked up is not said.
 */
export async function explainNoData(context: ToolContext, region: string, asked: NoData): Promise<string[]> {
  const missing = {
    namespace: asked.namespace,
    metricName: asked.metricName,
    dimensions: Object.entries(asked.dimensions).map(([name, value]) => ({ name, value })),
    exact: true,
    includeLinkedAccounts: asked.accountId === undefined ? undefined : true,
  };
  const why = await explainMissing(context, region, missing).catch(() => '');
  if (why !== undefined) return [`No datapoints.${why === '' ? '' : ` ${why}`}`];
  const catalog = await context.catalog();
  const known = catalog.find(asked.namespace, asked.metricName);
  const stated = catalog.unit(asked.namespace, asked.metricName);
  const window = alignWindow(asked.window, asked.periodSeconds);
  const tries = [
    asked.unit === undefined
      ? ''
      : `unit=${asked.unit} finds only datapoints stored with exactly that unit${stated === undefined || stated === asked.unit ? '' : `, and AWS publishes this metric in ${stated}`}: leave unit out.`,
    known?.periodSeconds !== undefined && known.periodSeconds > 3600
      ? `It is published every ${formatDuration(known.periodSeconds * 1000)}: take a window of some days.`
      : `Take an earlier start: the window of ${formatDuration(window.end - window.start)} may be too short for a metric that is only published when something happens.`,
  ].filter((text) => text !== '');
  return ['No datapoints in this window, though the metric exists in the last two weeks.', ...tries];
}
