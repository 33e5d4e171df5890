import * as z from 'zod';
import type { AlarmFact, Facts } from './facts.ts';
import { readStatistics, readUnit } from './read-words.ts';

const alarmSchema = z.object({
  comparisonOperator: z.string(),
  datapointsToAlarm: z.int(),
  dimensions: z.array(z.object({ name: z.string(), value: z.string().optional() })),
  evaluationPeriods: z.int(),
  period: z.int(),
  statistic: z.string(),
  threshold: z.object({ staticValue: z.number().optional() }),
  treatMissingData: z.string(),
});
const indexSchema = z.array(
  z.object({
    metricId: z.object({ namespace: z.string(), metricName: z.string() }),
    unitInfo: z.string().optional(),
    recommendedStatistics: z.string().optional(),
    alarmRecommendations: z.array(alarmSchema).optional(),
  }),
);

/**
 * Facts of the metric index of awslabs.cloudwatch-mcp-server: units, statistics and recommended alarms. Its texts are
 * left out, but for the words that name units and statistics.
 * @param json its metric_metadata.json
 */
export function parseAwslabs(json: string): Facts {
  return {
    metrics: indexSchema.parse(JSON.parse(json)).map((entry) => ({
      namespace: entry.metricId.namespace,
      name: entry.metricId.metricName,
      unit: readUnit(entry.unitInfo),
      statistics: readStatistics(entry.recommendedStatistics),
      alarms: entry.alarmRecommendations?.map(toAlarm),
    })),
  };
}

function toAlarm(alarm: z.output<typeof alarmSchema>): AlarmFact {
  return {
    statistic: alarm.statistic,
    comparison: alarm.comparisonOperator,
    periodSeconds: alarm.period,
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    threshold: alarm.threshold.staticValue,
    treatMissingData: alarm.treatMissingData,
    dimensions: alarm.dimensions.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)),
  };
}
