import type { Mutant } from '../mutant.ts';

const INSIGHTS = ['test/tools/logs/run-logs-insights-query.test.ts'] as const;
const INSIGHTS_POLICY = ['test/security/insights-policy.test.ts'] as const;

/** Queries, dashboards, commands, the catalogue: what tools promise beside what all of them do. */
export const TOOL_MUTANTS: readonly Mutant[] = [
  {
    name: 'Insights: a query whose caller left runs on',
    file: 'src/aws/insights-run.ts',
    find: 'if (queryId !== undefined) await stopQuietly(aws, region, queryId);',
    replace: '',
    tests: INSIGHTS,
  },
  {
    name: 'Insights: any scan is within the limit',
    file: 'src/tools/scan-limit.ts',
    find: 'if (estimatedBytes <= allowed) return;',
    replace: 'if (estimatedBytes <= Infinity) return;',
    tests: INSIGHTS,
  },
  {
    name: 'Insights: a query whose start is not confirmed is started again',
    file: 'src/aws/retries.ts',
    find: 'underWay.getStore()?.begins === true && !didNothing(error)',
    replace: 'underWay.getStore()?.begins === undefined && !didNothing(error)',
    tests: ['test/tools/logs/insights-told.test.ts'],
  },
  {
    name: 'Insights: text may name any group',
    file: 'src/analysis/insights-scope.ts',
    find: 'if (COMMAND_PLACE.test(before) || !AFTER_FIELD.test(after)) return true;',
    replace: '',
    tests: ['test/analysis/insights-scope.test.ts'],
  },
  {
    name: 'Insights: whoever has an id may read its rows',
    file: 'src/tools/logs/shared/insights-access.ts',
    find: 'if (limit === undefined) return;',
    replace: 'return;',
    tests: INSIGHTS_POLICY,
  },
  {
    name: 'dashboards: widgets on namespaces that are not allowed are shown',
    file: 'src/tools/metrics/shared/visible-widgets.ts',
    find: 'namespaces.every(access.metricNamespace)',
    replace: 'namespaces.length >= 0',
    tests: ['test/security/policy-matrix.test.ts'],
  },
  {
    name: 'catalogue: namespaces that are not allowed are told',
    file: 'src/tools/metrics/search-metric-catalog.ts',
    find: 'reaches.some(({ access }) => access.metricNamespace(namespace))',
    replace: "reaches.some(({ access }) => access.metricNamespace(namespace) || namespace !== '')",
    tests: ['test/security/policy-matrix.test.ts'],
  },
  {
    name: 'commands: a log group that is named is read, whatever the policy',
    file: 'src/tools/cli/shared/limit-groups.ts',
    find: 'if (access.logGroup(group.name)) return;',
    replace: 'return;',
    tests: ['test/long/cli/limits.test.ts'],
  },
  {
    name: 'commands: lists hold log groups that are not allowed',
    file: 'src/tools/cli/shared/limit-groups.ts',
    find: '{ ...page, logGroups: logGroups.filter(isSeen) }',
    replace: '{ ...page, logGroups: logGroups.filter((group) => isSeen(group) || true) }',
    tests: ['test/long/cli/limits.test.ts'],
  },
  {
    name: 'metrics: an expression may invoke a function',
    file: 'src/tools/metric-access.ts',
    find: 'if (/\\bLAMBDA\\s*\\(/i.test(expression)) {',
    replace: 'if (false) {',
    tests: ['test/tools/metrics/expressions-refused.test.ts'],
  },
  {
    name: 'bedrock: users are told to whoever may not read the log group',
    file: 'src/tools/bedrock/shared/plan-place.ts',
    find: 'groups.filter(({ name }) => at.access.logGroup(name))',
    replace: 'groups.filter(({ name }) => at.access.logGroup(name) || true)',
    tests: ['test/long/bedrock/usage-report-limits.test.ts'],
  },
  {
    name: 'bodies: one caller takes the whole room',
    file: 'src/http/reading-room.ts',
    find: 'const SHARE_OF_ONE = 0.5;',
    replace: 'const SHARE_OF_ONE = 1;',
    tests: ['test/http/reading-room.test.ts'],
  },
  {
    name: 'bodies: one that never ends keeps others waiting',
    file: 'src/http/reading-room.ts',
    find: '        slowest.evict();\n        leave(slowest);\n',
    replace: '',
    tests: ['test/http/reading-room.test.ts'],
  },
];
