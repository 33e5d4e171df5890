import type { Mutant } from '../mutant.ts';

/** The IAM policies: who may assume the role, and what it may do. */
export const IAM_MUTANTS: readonly Mutant[] = [
  {
    name: 'iam: every audience is trusted',
    file: 'src/iam/trust-policy.ts',
    find: '? { StringEquals: audience, StringLike: subject }',
    replace: '? { StringLike: subject }',
    tests: ['test/iam/trust-policy.test.ts'],
  },
  {
    name: 'iam: service accounts with a longer name are trusted',
    file: 'src/iam/trust-policy.ts',
    find: '`system:serviceaccount:${namespace}:${name}`',
    replace: '`system:serviceaccount:${namespace}${name}`',
    tests: ['test/iam/trust-policy.test.ts'],
  },
  {
    name: 'iam: Pod Identity of every account is trusted',
    file: 'src/iam/trust-policy.ts',
    find: "'aws:SourceAccount': account, ",
    replace: '',
    tests: ['test/iam/trust-policy.test.ts'],
  },
  {
    name: 'iam: workspaces are named as AWS does not',
    file: 'src/iam/permissions-policy.ts',
    find: "'*:*:workspace/*'",
    replace: "'*:*:workspaces/*'",
    tests: ['test/iam/permissions-policy.test.ts'],
  },
  {
    name: 'iam: an action on log groups is allowed on everything',
    file: 'src/iam/permissions-policy.ts',
    find: "'logs:FilterLogEvents': LOG_GROUPS,",
    replace: '',
    tests: ['test/iam/permissions-policy.test.ts'],
  },
  {
    name: 'iam: composite alarms vanish',
    file: 'src/iam/permissions-policy.ts',
    find: "'cloudwatch:GetAlarmMuteRule': MUTE_RULES,",
    replace: "'cloudwatch:GetAlarmMuteRule': MUTE_RULES, 'cloudwatch:DescribeAlarms': ['*:*:alarm:*'],",
    tests: ['test/iam/permissions-policy.test.ts'],
  },
  {
    name: 'iam: a tool names an action too few',
    file: 'src/tools/logs/filter-log-streams.ts',
    find: "'logs:DescribeLogStreams', ",
    replace: '',
    tests: ['test/iam/files.test.ts'],
  },
  {
    name: 'iam: a name of a namespace with a wildcard is taken',
    file: 'src/commands/iam-policy-flags.ts',
    find: '^(?:(\\*|${LABEL}):)?',
    replace: '^(?:(\\*|${LABEL}\\*):)?',
    tests: ['test/commands/iam-policy.test.ts'],
  },
];
