/** What the shop's log anomaly detectors find: the incident's lines, and what only looks like trouble. */
import { ACCOUNT, DAY, HOUR, MINUTE } from './scene.ts';
import type { Scene } from './scene.ts';
import type { AnomalyDetector, LogGroup } from './types.ts';

const REGION = 'us-east-1';
const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`;
const detectorArn = (id: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:anomaly-detector:${id}`;
const SLOT = 5 * MINUTE;

/** An anomaly goes on while its last line is not older. */
const OVER_AFTER = 3 * SLOT;

interface Plan {
  readonly id: string;
  readonly pattern: string;
  /** What every line of the pattern has, and no other line. */
  readonly words: string;
  readonly description: string;
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
  /** No line before it is looked at. */
  readonly from: number;
  readonly suppressed?: boolean;
}

/** @param groups those of the world: what is found is what their lines have */
export function shopAnomalies(scene: Scene, groups: readonly LogGroup[]): AnomalyDetector[] {
  const { incidentStart, deployedAt, madeAt } = scene;
  return [
    detector(scene, groups, 'checkout-logs', '/shop/checkout', '3f0c1d5a-77b2-4e19-9a46-d2c8e5b0f713', [
      {
        id: '9d1f60c2-4a7e-4b8d-8c15-e0a3f7265b94',
        pattern:
          '{"time":<Date-1>,"level":"error","service":"checkout","pod":<Token-2>,"msg":"order failed: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute","requestId":<Token-3>,"status":503,"durationMs":<Number-4>',
        words: 'order failed: FATAL: remaining connection slots',
        description: '100.0% more than expected: a pattern that was not seen before',
        priority: 'HIGH',
        from: incidentStart,
      },
      {
        id: '2b7ce813-05d9-4f6a-b1a8-6c94d70e3f52',
        pattern:
          '{"time":<Date-1>,"level":"warn","service":"checkout","pod":<Token-2>,"msg":"db pool: connections in use keep growing","version":"v2.31.0","inUse":<Number-3>',
        words: 'db pool: connections in use keep growing',
        description: 'A pattern that was not seen before',
        priority: 'MEDIUM',
        from: deployedAt,
      },
    ]),
    detector(scene, groups, 'notifications-logs', '/shop/notifications', 'b84e2f07-9c3d-4a61-85f7-1e0d6c7a9b32', [
      {
        id: 'e5a90b37-c218-4d7f-9f03-48b6d1c2705e',
        pattern:
          '{"time":<Date-1>,"level":"warn","service":"notifications","pod":<Token-2>,"msg":"mail delayed, attempt <Number-3> of 5: 421 4.7.0 greylisted, try again later"',
        words: 'greylisted, try again later',
        description: '35.0% more than expected',
        priority: 'LOW',
        from: madeAt - 2 * DAY,
        suppressed: true,
      },
    ]),
  ];
}

function detector(
  scene: Scene,
  groups: readonly LogGroup[],
  name: string,
  group: string,
  id: string,
  plans: readonly Plan[],
): AnomalyDetector {
  const arn = detectorArn(id);
  const log = groups.find((one) => one.name === group);
  return {
    anomalyDetectorArn: arn,
    detectorName: name,
    logGroupArnList: [groupArn(group)],
    evaluationFrequency: 'FIVE_MIN',
    anomalyDetectorStatus: 'ANALYZING',
    creationTimeStamp: scene.madeAt - 45 * DAY,
    lastModifiedTimeStamp: scene.madeAt - 45 * DAY,
    anomalyVisibilityTime: 21,
    anomalies: (now) => (log === undefined ? [] : plans.flatMap((plan) => anomaly(plan, arn, log, now))),
  };
}

/** None before its first line. */
function anomaly(plan: Plan, arn: string, log: LogGroup, now: number) {
  const { id, pattern, suppressed = false } = plan;
  const lines = log.events({ start: plan.from, end: now }).filter(({ message }) => message.includes(plan.words));
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return [];
  const histogram: Record<string, number> = {};
  for (const { time } of lines) {
    const slot = Math.floor(time / SLOT) * SLOT;
    histogram[slot] = (histogram[slot] ?? 0) + 1;
  }
  return [
    {
      anomalyId: id,
      patternId: id.replaceAll('-', ''),
      anomalyDetectorArn: arn,
      patternString: pattern,
      description: plan.description,
      priority: plan.priority,
      firstSeen: first.time,
      lastSeen: last.time,
      active: now - last.time < OVER_AFTER,
      state: suppressed ? 'Suppressed' : 'Active',
      histogram,
      logSamples: [{ timestamp: last.time, message: last.message }],
      patternTokens: [],
      logGroupArnList: [groupArn(log.name)],
      suppressed,
      ...(suppressed && { suppressedDate: now - DAY, suppressedUntil: now + 6 * HOUR }),
    },
  ];
}
