import { policyText } from '../src/commands/iam-policy.ts';

/** The files of iam/, each with the flags of the `iam-policy` that prints it. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'cloudwatch-mcp-permissions-policy.json': [],
  'cloudwatch-mcp-permissions-policy-all.json': ['--toolsets', 'all'],
  'cloudwatch-mcp-permissions-policy-logs.json': ['--toolsets', 'logs,server'],
  'cloudwatch-mcp-permissions-policy-metrics.json': ['--toolsets', 'metrics,server'],
  'cloudwatch-mcp-permissions-policy-alarms.json': ['--toolsets', 'alarms,server'],
  'cloudwatch-mcp-permissions-policy-promql.json': ['--toolsets', 'promql,server'],
  'cloudwatch-mcp-trust-policy.json': ['--trust', 'irsa'],
  'cloudwatch-mcp-pod-identity-trust-policy.json': ['--trust', 'pod-identity'],
  'cloudwatch-mcp-cross-account-trust-policy.json': ['--cross-account', 'trust'],
  'cloudwatch-mcp-cross-account-permissions-policy.json': ['--cross-account', 'permissions'],
  'cloudwatch-mcp-cross-account-assume-policy.json': ['--cross-account', 'assume'],
};

/** The files of iam/ as the command prints them, text by name. */
export function iamFiles(): Map<string, string> {
  return new Map(Object.entries(FILES).map(([name, argv]) => [name, policyText(argv)]));
}
