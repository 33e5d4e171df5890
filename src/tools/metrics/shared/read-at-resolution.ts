import { alignWindow } from '../../../analysis/period.ts';
import { getMetricData, metricsNeeded, type MetricData } from '../../../aws/metric-data.ts';
import type { MetricQuery } from '../../../aws/metric-query.ts';
import { currentMeter } from '../../../budget/meter.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import type { Resolution } from './resolution.ts';

/** A page that is asked for with less time than this left would not come in time, milliseconds. */
const PAGE_MS = 3_000;

/** The data at the period of the summaries and, where the datapoints are shown at a coarser one, at that. */
export interface ReadData {
  readonly data: MetricData;
  readonly coarse: MetricData | undefined;
}

/** Reads queries over a window at both periods of a resolution, until the deadline is near. @throws ToolError of the gateway, too_expensive before anything is read */
export async function readAtResolution(
  { aws, signal, timeLeft }: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
  region: string,
  queries: readonly MetricQuery[],
  window: Window,
  { periodSeconds, pointsPeriodSeconds }: Resolution,
): Promise<ReadData> {
  const read = (period: number): Promise<MetricData> =>
    getMetricData(
      aws,
      region,
      { queries, window: alignWindow(window, period), periodSeconds: period },
      { signal, goOn: () => timeLeft() > PAGE_MS },
    );
  const readings = pointsPeriodSeconds === periodSeconds ? 1 : 2;
  currentMeter()?.ahead({ metricsRequested: metricsNeeded(queries) * readings });
  const [data, coarse] = await Promise.all([
    read(periodSeconds),
    pointsPeriodSeconds === periodSeconds ? undefined : read(pointsPeriodSeconds),
  ]);
  return { data, coarse };
}
