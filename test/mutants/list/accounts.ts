import type { Mutant } from '../mutant.ts';

/** Several accounts: whose session reads what, and what one failure costs the others. */
export const ACCOUNT_MUTANTS: readonly Mutant[] = [
  {
    name: 'accounts: an answer of a role is given to other callers',
    file: 'src/aws/gateway.ts',
    find: '[...asked, ...whose]',
    replace: 'asked',
    tests: ['test/security/principals.test.ts'],
  },
  {
    name: 'accounts: a role that cannot be assumed is asked for with every call',
    file: 'src/aws/assume-role.ts',
    find: 'now() < failed.until',
    replace: 'false',
    tests: ['test/aws/assume-role.test.ts'],
  },
  {
    name: 'accounts: no source identity is set',
    file: 'src/aws/assume-role.ts',
    find: '    SourceIdentity: session,\n',
    replace: '',
    tests: ['test/aws/assume-role.test.ts'],
  },
  {
    name: 'accounts: a changed name has no digest',
    file: 'src/aws/session-name.ts',
    find: 'DIGEST_CHARS - 1)}-${digest}`',
    replace: 'DIGEST_CHARS - 1)}`',
    tests: ['test/aws/session-name.test.ts'],
  },
  {
    name: 'accounts: log groups that its configuration denies are read through a link',
    file: 'src/reaches.ts',
    find: 'all.find((other) => other.account.name.id === id)?.access ?? access',
    replace: 'access',
    tests: ['test/security/accounts.test.ts'],
  },
  {
    name: 'accounts: the alarms of all are in the order of their regions alone',
    file: 'src/tools/alarms/shared/alarm-row.ts',
    find: '[row.account, row.region]',
    replace: '[row.region]',
    tests: ['test/security/accounts.test.ts'],
  },
];
