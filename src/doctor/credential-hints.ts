import { readFileSync } from 'node:fs';
import type { CredentialVariables } from '../config.ts';

/** What to do where no credentials are to be had, with the names that this environment has. */
export function credentialsRemedy({ roleArn, tokenFile, containerUri, profile }: CredentialVariables): string {
  if (tokenFile !== undefined) return irsaRemedy(roleArn, tokenFile);
  if (containerUri !== undefined) {
    return `EKS Pod Identity (${containerUri}): check that the add-on eks-pod-identity-agent runs on this node, that the association names this namespace and service account, and the role's trust policy (\`cloudwatch-mcp iam-policy --trust pod-identity\`). Restart the pod after a change of the association.`;
  }
  if (profile !== undefined)
    return `Check that ~/.aws/config or ~/.aws/credentials has the profile ${JSON.stringify(profile)} (AWS_PROFILE), and log in (aws sso login).`;
  return 'In a pod: annotate the service account with a role (IRSA) or associate one (EKS Pod Identity), then restart the pod. On a laptop: set AWS_PROFILE.';
}

function irsaRemedy(roleArn: string | undefined, tokenFile: string): string {
  if (roleArn === undefined)
    return `AWS_WEB_IDENTITY_TOKEN_FILE is ${tokenFile}, and AWS_ROLE_ARN is not set: set both.`;
  const token = readToken(tokenFile);
  if (token === undefined)
    return `IRSA for ${roleArn}: ${tokenFile} (AWS_WEB_IDENTITY_TOKEN_FILE) holds no token that can be read.`;
  const account = /^arn:[^:]+:iam::(\d+):/.exec(roleArn)?.[1] ?? '<account>';
  const [namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(token.sub)?.slice(1) ?? [];
  const serviceAccount = namespace === undefined ? '' : ` --service-account ${namespace}:${name}`;
  return `IRSA: ${roleArn} must trust ${token.sub} of ${token.iss}. This prints such a trust policy: cloudwatch-mcp iam-policy --trust irsa --account ${account} --oidc-provider ${token.iss.replace(/^https:\/\//, '')}${serviceAccount}`;
}

/** Who the service account's token says that we are. */
function readToken(file: string): { sub: string; iss: string } | undefined {
  try {
    const [, payload = ''] = readFileSync(file, 'utf8').split('.');
    const { sub, iss } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: unknown; iss?: unknown };
    return typeof sub === 'string' && typeof iss === 'string' ? { sub, iss } : undefined;
  } catch {
    return undefined;
  }
}
