import fc from 'fast-check';

const OPERATIONS = [
  'logs describe-log-groups',
  'logs describe-log-streams',
  'logs filter-log-events',
  'logs get-log-events --log-stream-name a',
  'cloudwatch list-metrics',
  'cloudwatch describe-alarms',
  'cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name CPUUtilization --period 300 --start-time 2026-11-21T08:00Z --end-time 2026-11-21T09:00Z',
  'cloudwatch get-metric-data --start-time 2026-11-21T08:00Z --end-time 2026-11-21T09:00Z',
  'amp list-workspaces',
  'sts get-caller-identity',
  's3 ls',
];

/** Options, whole and broken, and what a shell would make of. */
const OPTIONS = [
  '--max-items 2',
  '--page-size 1',
  '--starting-token eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==',
  '--starting-token x',
  '--no-paginate',
  '--output text',
  '--output table',
  "--query 'logGroups[].logGroupName'",
  "--query 'length(@)'",
  "--query '[?a==`1`]'",
  '--query [',
  '--statistics Average p99',
  '--dimensions Name=a,Value=b Name=c',
  `--metric-data-queries '[{"Id":"a","Expression":"1"}]'`,
  '--metric-data-queries Id=a,MetricStat={Metric={Namespace=AWS/RDS}}',
  '--filter-pattern "{ $.level = \\"error\\" }"',
  '--cli-input-json {}',
  `--cli-input-json '{"a":`,
  '--region eu-west-1',
  '--region nowhere-1',
  '--profile x',
  '| head',
  '$(id)',
  "'",
  '\\',
];

/** Command lines of the AWS CLI. @param group names of log groups */
export function awsCommand(group: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const option = fc.oneof(
    fc.constantFrom(...OPTIONS),
    group.map((name) => `--log-group-name ${name}`),
    fc.string({ maxLength: 20 }),
  );
  return fc
    .tuple(fc.constantFrom('aws ', ''), fc.constantFrom(...OPERATIONS), fc.array(option, { maxLength: 4 }))
    .map(([aws, operation, options]) => [aws + operation, ...options].join(' '));
}
