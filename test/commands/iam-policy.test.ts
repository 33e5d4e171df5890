import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { policyText } from '../../src/commands/iam-policy.ts';
import { ConfigError } from '../../src/config.ts';
import { DEFAULT_TOOLSETS } from '../../src/toolsets.ts';
import { readPolicy } from '../support/iam-evaluator.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const run = promisify(execFile);

test('prints one policy as JSON and nothing else', async () => {
  const { stdout, stderr } = await run(process.execPath, [MAIN, 'iam-policy', '--toolsets', 'logs,alarms']);
  assert.equal(stderr, '');
  const services = readPolicy(stdout).Statement.flatMap(({ Action }) => Action.map((action) => action.split(':')[0]));
  assert.deepEqual([...new Set(services)], ['cloudwatch', 'logs', 'oam']);
});

test('without flags the policy is that of the toolsets that the service offers by itself', () => {
  assert.equal(policyText([]), policyText(['--toolsets', DEFAULT_TOOLSETS.join(',')]));
  const actionsOf = (...argv: string[]) => readPolicy(policyText(argv)).Statement.flatMap(({ Action }) => Action);
  const usual = new Set(actionsOf());
  assert.deepEqual(
    actionsOf('--toolsets', 'all').filter((action) => !usual.has(action)),
    ['aps:DescribeWorkspace', 'cloudwatch:GetMetricStatistics'],
  );
  assert.equal(policyText(['--cross-account', 'permissions']), policyText([]));
});

test('what is left to fill in is said beside the policy, not in it', async () => {
  const provider = ['--oidc-provider', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC'];
  const noteOf = async (...flags: string[]) => {
    const { stdout, stderr } = await run(process.execPath, [MAIN, 'iam-policy', ...flags]);
    readPolicy(stdout);
    return stderr;
  };
  const begin = 'cloudwatch-mcp: the policy is not complete: replace';
  assert.equal(
    await noteOf('--trust', 'irsa'),
    `${begin} ACCOUNT_ID (--account) and OIDC_PROVIDER (--oidc-provider).\n`,
  );
  assert.equal(await noteOf('--trust', 'irsa', ...provider), `${begin} ACCOUNT_ID (--account).\n`);
  assert.equal(await noteOf('--trust', 'irsa', ...provider, '--account', '123456789012'), '');
});

test('a wrong flag ends the command with exit code 2 and one line', async () => {
  const failure = (await run(process.execPath, [MAIN, 'iam-policy', '--trust', 'oidc']).catch(
    (error: unknown) => error,
  )) as {
    code: number;
    stdout: string;
    stderr: string;
  };
  assert.equal(failure.code, 2);
  assert.equal(failure.stdout, '');
  assert.equal(failure.stderr, 'cloudwatch-mcp: --trust is "oidc": allowed is irsa or pod-identity.\n');
});

test('account and provider that are not given stand as placeholders, for sed to fill in', () => {
  const filled = policyText(['--trust', 'irsa'])
    .replaceAll('ACCOUNT_ID', '123456789012')
    .replaceAll('OIDC_PROVIDER', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC');
  const flags = ['--account', '123456789012', '--oidc-provider', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC'];
  assert.equal(filled, policyText(['--trust', 'irsa', ...flags]));
});

test('the role to assume in another account is of no account until one is named', () => {
  assert.match(policyText(['--cross-account', 'assume']), /"arn:aws:iam::ACCOUNT_ID:role\/CloudWatchMCPReaderRole"/);
});

test('ARNs are of the partition that is asked for', () => {
  assert.match(policyText(['--trust', 'irsa', '--partition', 'aws-cn']), /"arn:aws-cn:iam::ACCOUNT_ID:oidc-provider/);
  assert.match(policyText(['--cross-account', 'trust', '--partition', 'aws-us-gov']), /"arn:aws-us-gov:iam::/);
  assert.match(policyText(['--partition', 'aws-cn']), /"arn:aws-cn:logs:/);
});

test('the provider may be the issuer as `aws eks describe-cluster` prints it', () => {
  const provider = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
  const printed = (text: string) => policyText(['--trust', 'irsa', '--oidc-provider', text]);
  assert.equal(printed(`https://${provider}`), printed(provider));
});

test('a role may be named with its path', () => {
  const text = policyText(['--cross-account', 'assume', '--account', '210987654321', '--role', 'ops/Reader']);
  assert.match(text, /"arn:aws:iam::210987654321:role\/ops\/Reader"/);
});

test('flags repeat or take commas, and a namespace of `*` is every one', () => {
  const both = policyText(['--trust', 'irsa', '--service-account', 'a:x', '--service-account', '*:y']);
  assert.equal(policyText(['--trust', 'irsa', '--service-account', 'a:x,y']), both);
  assert.match(both, /"system:serviceaccount:a:x",\s+"system:serviceaccount:\*:y"/);
});

const WRONG: readonly (readonly [argv: string[], said: RegExp])[] = [
  [['--toolsets', 'logs,traces'], /^--toolsets is "logs,traces": allowed is all, or some of logs, metrics, /],
  [['--trust', ''], /^--trust is "": allowed is irsa or pod-identity/],
  [['--cross-account', '123456789012'], /^--cross-account is "123456789012": allowed is trust, permissions or assume/],
  [
    ['--trust', 'irsa', '--account', '12345678901'],
    /^--account is "12345678901": allowed is an account id of 12 digits/,
  ],
  [['--trust', 'irsa', '--account', '*'], /^--account is "\*"/],
  [
    ['--trust', 'irsa', '--oidc-provider', 'http://oidc.eks.eu-west-1.amazonaws.com/id/A'],
    /such as https:\/\/oidc\.eks/,
  ],
  [['--toolsets='], /^--toolsets is "": allowed is all, or some of logs, metrics, /],
  [['--trust', 'irsa', '--account', '--oidc-provider', 'a.b/id/C'], /^--account needs a value: [^.]+ --account=-…\.$/],
  [['--trust'], /^--trust needs a value/],
  [['--trust', 'irsa', '--oidc-provider', 'oidc.eks.eu-west-1.amazonaws.com/id/A/'], /^--oidc-provider is /],
  [['--trust', 'irsa', '--oidc-provider', 'oidc.eks.*/id/A'], /^--oidc-provider is /],
  [
    ['--trust', 'irsa', '--service-account', 'a:b:c'],
    /^--service-account is "a:b:c": allowed is name or namespace:name/,
  ],
  [['--trust', 'irsa', '--service-account', 'jar*:x'], /^--service-account is "jar\*:x"/],
  [['--trust', 'irsa', '--service-account', 'a:*'], /^--service-account is "a:\*"/],
  [['--trust', 'irsa', '--service-account', 'a:x,'], /^--service-account is "a:x,"/],
  [['--trust', 'irsa', '--service-account', 'Jarvis:x'], /^--service-account is "Jarvis:x"/],
  [['--cross-account', 'trust', '--role', 'arn:aws:iam::123456789012:role/X'], /^--role is "arn:/],
  [
    ['--partition', 'gcp'],
    /^--partition is "gcp": allowed is aws, aws-cn, aws-us-gov or another that begins with aws-\.$/,
  ],
  [['--trust', 'irsa', '--toolsets', 'logs'], /^--toolsets does not go with --trust irsa: allowed are --account, /],
  [
    ['--trust', 'pod-identity', '--oidc-provider', 'a.b/id/C'],
    /^--oidc-provider does not go with --trust pod-identity/,
  ],
  [
    ['--account', '123456789012'],
    /^--account goes with --trust irsa, --trust pod-identity, --cross-account trust or --cross-account assume only: without them allowed are --toolsets, --partition, --config\.$/,
  ],
  [['--oidc-provider', 'a.b/id/C'], /^--oidc-provider goes with --trust irsa only/],
  [['--trust', 'irsa', '--cross-account', 'trust'], /^--trust and --cross-account do not go together/],
  [['--trust', 'irsa', '--trust', 'irsa'], /^--trust is "irsa,irsa"/],
  [['--policy'], /^Unknown option '--policy'\. Flags: --toolsets, --trust, /],
  [['irsa'], /^Unexpected argument 'irsa'/],
];

for (const [argv, said] of WRONG) {
  test(`refuses ${argv.join(' ')} with a line that says what is allowed`, () => {
    assert.throws(
      () => policyText(argv),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, said);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}
