import type { Access } from '../../../access.ts';
import { groupName } from '../../../analysis/alarm-condition.ts';
import { namespacesIn } from '../../../aws/metric-query.ts';
import type { Alarm, AlarmQuery } from '../../../model.ts';

/** Whether a caller may see an alarm: every namespace, log group and PromQL source that it reads must be allowed. */
export function isVisible(alarm: Alarm, access: Access): boolean {
  const { rule } = alarm;
  switch (rule.kind) {
    case 'composite':
      return true;
    case 'promql':
      return access.promqlSource(`cloudwatch:${alarm.region}`);
    case 'log':
      return rule.logGroups.map(groupName).every(access.logGroup);
    default:
      return [rule.watched, ...rule.inputs].flatMap(namespacesOf).every(access.metricNamespace);
  }
}

function namespacesOf({ metric, expression }: AlarmQuery): string[] {
  return metric === undefined ? namespacesIn(expression ?? '') : [metric.namespace];
}
