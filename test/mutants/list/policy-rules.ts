import type { Mutant } from '../mutant.ts';

const MATRIX = 'test/security/policy-matrix.test.ts';
const LABELS = 'test/security/promql-labels.test.ts';

/** What the rules of a policy mean, and that PromQL goes out with its labels. */
export const POLICY_RULE_MUTANTS: readonly Mutant[] = [
  {
    name: 'policy: what is allowed cannot be denied',
    file: 'src/policy/layer.ts',
    find: ' && !names.some((one) => denied(one.toLowerCase()))',
    replace: '',
    tests: ['test/policy/access-of.test.ts'],
  },
  {
    name: 'policy: whom no rule names may ask for everything',
    file: 'src/policy/access-of.ts',
    find: 'if (rule === undefined && rules.length > 0) return ALLOW_NOTHING;',
    replace: '',
    tests: ['test/policy/access-of.test.ts'],
  },
  {
    name: 'policy: a name that looks like a group is taken for one',
    file: 'src/policy/access-of.ts',
    find: 'ofName(principal.name) ||',
    replace: "ofName(principal.name) || ofGroup(principal.name.replace('group:', '')) ||",
    tests: ['test/policy/access-of.test.ts'],
  },
  {
    name: 'policy: what CloudWatch publishes for PromQL is open to whom namespaces are limited',
    file: 'src/policy/layer.ts',
    find: "if (kind === 'cloudwatch' && metricNamespaces && !namesCloudwatch(promqlSources, id)) return false;",
    replace: '',
    tests: ['test/policy/access-of.test.ts'],
  },
  {
    name: 'policy: workspaces of regions that are not allowed are',
    file: 'src/policy/layer.ts',
    find: "if (region && kind !== 'prometheus' && !region(place.split('/', 1)[0] ?? '')) return false;",
    replace: '',
    tests: ['test/policy/access-of.test.ts'],
  },
  {
    name: 'policy: a SEARCH beside one with a namespace needs none',
    file: 'src/aws/metric-reads.ts',
    find: 'return tokens.flatMap((token, i) => {',
    replace: 'return tokens.slice(0, 6).flatMap((token, i) => {',
    tests: ['test/aws/metric-reads.test.ts'],
  },
  {
    name: 'policy: an alternative beside a schema is overlooked',
    file: 'src/aws/metric-reads.ts',
    find: "isOneTerm(schema[3] ?? '')",
    replace: 'schema[3] !== undefined',
    tests: ['test/aws/metric-reads.test.ts'],
  },
  {
    name: 'policy: a composite that names hidden alarms is seen',
    file: 'src/tools/visible-alarms.ts',
    find: 'if (child !== undefined) seen.add(child);',
    replace: '',
    tests: [MATRIX],
  },
  {
    name: 'policy: the history of a deleted alarm is told to anybody',
    file: 'src/tools/alarms/get-alarm-history.ts',
    find: 'const lost = alarm === undefined && ',
    replace: 'const lost = alarm !== undefined && ',
    tests: [MATRIX],
  },
  {
    name: 'policy: tools that are refused are listed',
    file: 'src/mcp/published.ts',
    find: 'reaches.some(({ access }) => access.toolset(toolset))',
    replace: 'reaches.length >= 0 || toolset',
    tests: [MATRIX],
  },
  {
    name: 'policy: an account that is refused may be asked',
    file: 'src/policy/allowed-reaches.ts',
    find: 'account === undefined || access.account(account.id)',
    replace: 'account === undefined || access.account !== undefined',
    tests: [MATRIX],
  },
  {
    name: 'labels: tools get sources that are not held',
    file: 'src/policy/allowed-reaches.ts',
    find: 'holdLabels(reach.prometheus, access.promqlLabels, clock)',
    replace: 'clock() < 0 ? holdLabels(reach.prometheus, [], clock) : reach.prometheus',
    tests: [LABELS],
  },
  {
    name: 'labels: a comment ends at a line feed only',
    file: 'src/prometheus/promql-lexing.ts',
    find: "query.charAt(i) !== '\\n' && query.charAt(i) !== '\\r'",
    replace: "query.charAt(i) !== '\\n'",
    tests: ['test/prometheus/enforce-labels.test.ts'],
  },
  {
    name: 'labels: errors of the parser are overlooked',
    file: 'src/prometheus/enforce-labels.ts',
    find: 'type.isError || ',
    replace: '',
    tests: ['test/prometheus/enforce-labels.test.ts'],
  },
  {
    name: 'labels: info() reads what no selector names',
    file: 'src/prometheus/enforce-labels.ts',
    find: "new Set(['Info'])",
    replace: 'new Set<string>()',
    tests: ['test/prometheus/enforce-labels.test.ts'],
  },
  {
    name: 'labels: lists without a selector are of all series',
    file: 'src/prometheus/hold-labels.ts',
    find: 'scope.match === undefined ? heldSelector(labels)',
    replace: 'scope.match === undefined ? (heldSelector(labels), \'{__name__=~".+"}\')',
    tests: [LABELS],
  },
  {
    name: 'labels: alerts of others are shown',
    file: 'src/prometheus/held-rules.ts',
    find: 'rule.alerts.filter((alert) => hasLabels(alert.labels, labels))',
    replace: 'rule.alerts',
    tests: [LABELS],
  },
  {
    name: 'labels: a rule without selectors is everybody’s',
    file: 'src/prometheus/enforce-labels.ts',
    find: 'selectors.length > 0 && selectors.every(isHeld)',
    replace: 'selectors.every(isHeld)',
    tests: ['test/prometheus/enforce-labels.test.ts'],
  },
];
