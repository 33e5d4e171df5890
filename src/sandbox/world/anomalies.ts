/** What the shop's log anomaly detectors find: the incident's lines, and what only looks like trouble. */
import { ACCOUNT, DAY, HOUR, MINUTE } from './scene.ts';
import type { Scene } from './scene.ts';
import type { AnomalyDetector } from './types.ts';

const REGION = 'us-east-1';
const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`;
const detectorArn = (id: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:anomaly-detector:${id}`;
const SLOT = 5 * MINUTE;

interface Plan {
  readonly id: string;
  readonly pattern: string;
  readonly description: string;
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly from: number;
  readonly to: number;
  /** Events a slot of five minutes. */
  readonly rate: (time: number) => number;
  readonly sample: string;
  readonly suppressed?: boolean;
}

export function shopAnomalies(scene: Scene): AnomalyDetector[] {
  const { incidentStart, deployedAt, madeAt } = scene;
  return [
    detector(scene, 'checkout-logs', '/shop/checkout', '3f0c1d5a-77b2-4e19-9a46-d2c8e5b0f713', [
      {
        id: '9d1f60c2-4a7e-4b8d-8c15-e0a3f7265b94',
        pattern:
          '{"time":<Date-1>,"level":"error","service":"checkout","pod":<Token-2>,"msg":"order failed: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute","requestId":<Token-3>,"status":503,"durationMs":<Number-4>',
        description: '100.0% more than expected: a pattern that was not seen before',
        priority: 'HIGH',
        from: incidentStart,
        to: Infinity,
        rate: (time) => 20 * scene.harm(time),
        sample:
          '{"level":"error","service":"checkout","msg":"order failed: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute","status":503}',
      },
      {
        id: '2b7ce813-05d9-4f6a-b1a8-6c94d70e3f52',
        pattern:
          '{"time":<Date-1>,"level":"warn","service":"checkout","pod":<Token-2>,"msg":"db pool: connections in use keep growing","version":"v2.31.0","inUse":<Number-3>',
        description: 'A pattern that was not seen before',
        priority: 'MEDIUM',
        from: deployedAt + MINUTE,
        to: incidentStart + 5 * MINUTE,
        rate: () => 6,
        sample:
          '{"level":"warn","service":"checkout","msg":"db pool: connections in use keep growing","version":"v2.31.0","inUse":31,"maxPoolSize":200}',
      },
    ]),
    detector(scene, 'notifications-logs', '/shop/notifications', 'b84e2f07-9c3d-4a61-85f7-1e0d6c7a9b32', [
      {
        id: 'e5a90b37-c218-4d7f-9f03-48b6d1c2705e',
        pattern:
          '{"time":<Date-1>,"level":"warn","service":"notifications","pod":<Token-2>,"msg":"mail delayed, attempt <Number-3> of 5: 421 4.7.0 greylisted, try again later"',
        description: '35.0% more than expected',
        priority: 'LOW',
        from: madeAt - 2 * DAY,
        to: Infinity,
        rate: () => 3,
        sample:
          '{"level":"warn","service":"notifications","msg":"mail delayed, attempt 2 of 5: 421 4.7.0 greylisted, try again later"}',
        suppressed: true,
      },
    ]),
  ];
}

function detector(scene: Scene, name: string, group: string, id: string, plans: readonly Plan[]): AnomalyDetector {
  const arn = detectorArn(id);
  return {
    anomalyDetectorArn: arn,
    detectorName: name,
    logGroupArnList: [groupArn(group)],
    evaluationFrequency: 'FIVE_MIN',
    anomalyDetectorStatus: 'ANALYZING',
    creationTimeStamp: scene.madeAt - 45 * DAY,
    lastModifiedTimeStamp: scene.madeAt - 45 * DAY,
    anomalyVisibilityTime: 21,
    anomalies: (now) => plans.filter(({ from }) => from < now).map((plan) => anomaly(plan, arn, group, now)),
  };
}

function anomaly(plan: Plan, arn: string, group: string, now: number) {
  const { id, pattern, from, to, suppressed = false } = plan;
  const last = Math.min(now, to);
  const slots = Array.from({ length: 12 }, (_, i) => Math.floor(last / SLOT) * SLOT - i * SLOT).filter(
    (time) => time >= from - SLOT,
  );
  return {
    anomalyId: id,
    patternId: id.replaceAll('-', ''),
    anomalyDetectorArn: arn,
    patternString: pattern,
    description: plan.description,
    priority: plan.priority,
    firstSeen: from,
    lastSeen: Math.floor(last / MINUTE) * MINUTE,
    active: to > now,
    state: suppressed ? 'Suppressed' : 'Active',
    histogram: Object.fromEntries(slots.map((time) => [String(time), Math.round(plan.rate(time + SLOT / 2))])),
    logSamples: [{ timestamp: last, message: plan.sample }],
    patternTokens: [],
    logGroupArnList: [groupArn(group)],
    suppressed,
    ...(suppressed && { suppressedDate: now - DAY, suppressedUntil: now + 6 * HOUR }),
  };
}
