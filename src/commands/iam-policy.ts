/** `cloudwatch-mcp iam-policy`: the IAM policies that the service needs, as JSON to hand to `aws iam`. */
import { permissionsPolicy } from '../iam/permissions-policy.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { DEFAULT_SERVICE_ACCOUNT, irsaTrust, podIdentityTrust, readerTrust, roleArn } from '../iam/trust-policy.ts';
import type { Toolset } from '../toolsets.ts';
import { TOOLS } from '../tools/index.ts';
import { readPolicyFlags } from './iam-policy-flags.ts';

const SERVER_ROLE = 'CloudWatchMCPServerRole';
const READER_ROLE = 'CloudWatchMCPReaderRole';

/** What stands for what only the user knows, with the flag that gives it. */
const PLACEHOLDERS = { ACCOUNT_ID: '--account', OIDC_PROVIDER: '--oidc-provider' } as const;

/** Prints one policy document to standard output, and to standard error what is left to fill in. Rejects with `ConfigError` for a wrong flag. */
export async function iamPolicy(argv: readonly string[]): Promise<void> {
  const text = policyText(argv);
  process.stdout.write(text);
  const left = Object.entries(PLACEHOLDERS).filter(([placeholder]) => text.includes(placeholder));
  if (left.length === 0) return;
  const what = left.map(([placeholder, flag]) => `${placeholder} (${flag})`).join(' and ');
  process.stderr.write(`cloudwatch-mcp: the policy is not complete: replace ${what}.\n`);
}

/** What the command prints, with the configuration file that the environment names. Throws `ConfigError` for a wrong flag. */
export function policyText(argv: readonly string[], fileOfEnvironment?: string): string {
  return `${JSON.stringify(policyFor(argv, fileOfEnvironment), null, 2)}\n`;
}

function policyFor(argv: readonly string[], fileOfEnvironment: string | undefined): PolicyDocument {
  const {
    kind,
    toolsets,
    serviceAccounts,
    partition = 'aws',
    role,
    ...given
  } = readPolicyFlags(argv, fileOfEnvironment);
  const { account = 'ACCOUNT_ID', oidcProvider = 'OIDC_PROVIDER', externalId, readerRoles } = given;
  switch (kind) {
    case '--trust irsa': {
      const trusted = serviceAccounts.length > 0 ? serviceAccounts : [DEFAULT_SERVICE_ACCOUNT];
      return irsaTrust({ partition, account, oidcProvider, serviceAccounts: trusted });
    }
    case '--trust pod-identity':
      return podIdentityTrust({ account, serviceAccounts });
    case '--cross-account trust':
      return readerTrust({ partition, account, role: role ?? SERVER_ROLE, externalId });
    case '--cross-account assume': {
      const reader = [roleArn(partition, account, role ?? READER_ROLE)];
      return permissionsPolicy([], { readerRoles: readerRoles ?? reader });
    }
    default: {
      return permissionsPolicy(actionsOf(toolsets), { partition, readerRoles });
    }
  }
}

/** The actions that the tools of some toolsets name. */
function actionsOf(toolsets: readonly Toolset[]): string[] {
  return TOOLS.filter((tool) => toolsets.includes(tool.toolset)).flatMap((tool) => tool.actions);
}
