import { page, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { invalidParameter, invalidToken, pageSize } from './log-groups.ts';

export const logAnomalyOperations: Record<string, Operation> = {
  ListLogAnomalyDetectors(input, { world }) {
    const group = text(input, 'filterLogGroupArn');
    const { rows, nextToken } = page(world.anomalyDetectors ?? [], {
      matches: ({ logGroupArnList }) => group === undefined || logGroupArnList.includes(group),
      operation: 'ListLogAnomalyDetectors',
      input,
      size: pageSize(input, 50),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    // What is no value, the anomalies, JSON leaves out.
    return { anomalyDetectors: rows, nextToken };
  },

  ListAnomalies(input, { world, now }) {
    const detector = text(input, 'anomalyDetectorArn');
    const state = text(input, 'suppressionState');
    if (state !== undefined && !['SUPPRESSED', 'UNSUPPRESSED'].includes(state)) {
      throw invalidParameter('suppressionState must be of [SUPPRESSED, UNSUPPRESSED]');
    }
    const anomalies = (world.anomalyDetectors ?? [])
      .filter(({ anomalyDetectorArn }) => detector === undefined || anomalyDetectorArn === detector)
      .flatMap((one) => one.anomalies(now()));
    const { rows, nextToken } = page(anomalies, {
      matches: ({ suppressed }) => state === undefined || (suppressed === true) === (state === 'SUPPRESSED'),
      operation: 'ListAnomalies',
      input,
      size: pageSize(input, 50),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    return { anomalies: rows, nextToken };
  },
};
