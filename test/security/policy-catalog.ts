import type { Limit } from './policy-limit.ts';

/** The metric catalogue before a caller who may read AWS/SQS and Shop namespaces only. */
export const CATALOG_LISTS: Limit['lists'] = [
  ['search_metric_catalog', {}, /1 namespace\n/],
  ['search_metric_catalog', { query: 'cpu utilization' }, /0 metrics/],
  ['search_metric_catalog', { query: 'age' }, /ApproximateAgeOfOldestMessage/],
  ['search_metric_catalog', { metric_name: 'CPUUtilisation' }, /There is no metric/],
];

export const CATALOG_DIRECT: Limit['direct'] = [
  ['search_metric_catalog', { namespace: 'AWS/EC2' }],
  ['search_metric_catalog', { namespace: 'SQ' }],
  ['search_metric_catalog', { namespace: 'lambda', query: 'errors' }],
];
