import { AwsError, constraint, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { Session } from '../sessions.ts';

/** The only audience of a token that IAM's trust policies for EKS name. */
const AUDIENCE = 'sts.amazonaws.com';
export const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
export const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** The operations that are asked without a signature: what is in them says who asks. */
export const UNSIGNED = ['AssumeRoleWithWebIdentity'];

/** Whom AWS takes the caller for: the role of a session, else the one of the sandbox's own keys. */
export function callerArn({ account, signedBy }: Pick<OperationContext, 'account' | 'signedBy'>): string {
  return signedBy?.arn ?? `arn:aws:sts::${account}:assumed-role/sandbox/cloudwatch-mcp`;
}

export const stsOperations: Record<string, Operation> = {
  GetCallerIdentity: (_input, { account, signedBy }) => ({
    Account: signedBy?.arn.split(':')[4] ?? account,
    Arn: callerArn({ account, signedBy }),
    UserId: signedBy?.userId ?? 'AROASANDBOXSANDBOX12:cloudwatch-mcp',
  }),
  AssumeRoleWithWebIdentity(input, { sessions }) {
    const arn = required(input, 'RoleArn', ROLE_ARN);
    const sessionName = required(input, 'RoleSessionName', SESSION_NAME);
    const seconds = text(input, 'DurationSeconds');
    const claims = readToken(required(input, 'WebIdentityToken', /^.{4,20000}$/s));
    if (!sessions) throw new AwsError('InternalFailure', 'This sandbox hands out no sessions.', 500);
    const durationMs = seconds === undefined ? undefined : Number(seconds) * 1000;
    return {
      SubjectFromWebIdentityToken: claims.subject,
      Audience: AUDIENCE,
      ...sessionAnswer(sessions.open({ arn, sessionName, durationMs })),
      Provider: claims.issuer,
    };
  },
};

/** What STS answers with the keys of a session. */
export function sessionAnswer({ accessKeyId, secretAccessKey, sessionToken, expiresAt, ...user }: Session) {
  return {
    AssumedRoleUser: { Arn: user.arn, AssumedRoleId: user.userId },
    Credentials: {
      SessionToken: sessionToken,
      SecretAccessKey: secretAccessKey,
      Expiration: new Date(expiresAt).toISOString(),
      AccessKeyId: accessKeyId,
    },
    ...(user.sourceIdentity !== undefined && { SourceIdentity: user.sourceIdentity }),
  };
}

export function required(input: Record<string, unknown>, member: string, pattern: RegExp): string {
  const value = text(input, member) ?? '';
  if (pattern.test(value)) return value;
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  throw new AwsError(
    'ValidationError',
    constraint(value, path, `satisfy regular expression pattern: ${pattern.source}`),
  );
}

/** What a service account's token says. Its signature is not checked: the sandbox knows no cluster. Throws STS's errors. */
function readToken(token: string): { subject: string; issuer: string } {
  const claims = parseClaims(token);
  if (claims === undefined) {
    throw new AwsError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  }
  const { aud, exp, iss, sub } = claims;
  if (![aud].flat().includes(AUDIENCE)) throw new AwsError('InvalidIdentityToken', 'Incorrect token audience');
  const now = Math.floor(Date.now() / 1000);
  if (typeof exp !== 'number' || exp <= now) {
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${String(exp)}`;
    throw new AwsError('ExpiredTokenException', message);
  }
  return { subject: String(sub), issuer: String(iss) };
}

function parseClaims(token: string): Record<string, unknown> | undefined {
  try {
    const [, payload = '', ...signature] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return signature.length === 1 && typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}
