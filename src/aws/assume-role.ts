import { AssumeRoleCommand, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { isAbort, ToolError } from '../errors.ts';
import { upstreamWords } from '../format/text.ts';
import { SHARED, renewing, type Credentials } from './credentials.ts';
import { isRefused, toToolError } from './errors.ts';

/** A role of an account, as the configuration names it. */
export interface Role {
  readonly arn: string;
  readonly externalId?: string | undefined;
  /** What callers call the account. */
  readonly alias: string;
  readonly account: string;
}

/** The tag by which policies know who asks. None of EKS Pod Identity's transitive tags has this name: STS takes none twice. */
export const PRINCIPAL_TAG = 'cloudwatch-mcp-principal';

/** The longest that a session of a role that was assumed from a role may last: "Role chaining", IAM User Guide. */
const DURATION_SECONDS = 3_600;
/** Credentials that end this soon are renewed meanwhile, milliseconds: as the SDK does with its own. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Credentials that end within this are not used any more, milliseconds: a request has to arrive. */
const ENDED_MS = 5_000;
/** How long all attempts to assume a role may take together, milliseconds. */
const ASSUME_TIMEOUT_MS = 10_000;
/** How long a failure is told again before the role is tried anew, milliseconds. */
const FAILURE_TTL_MS = 5_000;

export interface Assuming {
  /** Of the STS that is asked. */
  readonly region: string;
  send(command: AssumeRoleCommand, signal: AbortSignal): Promise<object>;
  /** Epoch milliseconds; the wall clock unless given. */
  readonly now?: (() => number) | undefined;
}

/**
 * The credentials of a role for one caller: assumed when first needed, once for all who wait, renewed five minutes before
 * their end and when AWS calls them expired. A failure is remembered for some seconds, so that calls do not wait for it
 * one by one.
 * @param session by which CloudTrail knows the caller: see session-name.ts
 */
export function assumedRole(role: Role, session: string, { region, send, now = Date.now }: Assuming): Credentials {
  let current: AwsCredentialIdentity | undefined;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  let failed: { readonly error: ToolError; readonly until: number } | undefined;

  async function assume(): Promise<AwsCredentialIdentity> {
    const signal = AbortSignal.timeout(ASSUME_TIMEOUT_MS);
    try {
      current = identityOf((await send(commandFor(role, session), signal)) as AssumeRoleCommandOutput);
      failed = undefined;
      return current;
    } catch (error) {
      const told = explain(error, role, region);
      failed = { error: told, until: now() + FAILURE_TTL_MS };
      throw told;
    } finally {
      pending = undefined;
    }
  }
  function renew(): Promise<AwsCredentialIdentity> {
    if (failed !== undefined && now() < failed.until)
      return Promise.reject(new ToolError(failed.error.code, failed.error.message));
    return (pending ??= assume());
  }
  const provider: AwsCredentialIdentityProvider = async (asked) => {
    const left = (current?.expiration?.getTime() ?? 0) - now();
    if (current === undefined || asked?.['forceRefresh'] === true || left <= ENDED_MS) return renew();
    // Whoever asks next tries again; nobody fails before the end.
    if (left < RENEW_BEFORE_MS) renew().catch(() => undefined);
    return current;
  };
  return renewing(Object.assign(provider, SHARED));
}

function commandFor({ arn, externalId }: Role, session: string): AssumeRoleCommand {
  return new AssumeRoleCommand({
    RoleArn: arn,
    RoleSessionName: session,
    SourceIdentity: session,
    Tags: [{ Key: PRINCIPAL_TAG, Value: session }],
    DurationSeconds: DURATION_SECONDS,
    ...(externalId !== undefined && { ExternalId: externalId }),
  });
}

function identityOf({ Credentials }: AssumeRoleCommandOutput): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new Error('STS answered without credentials');
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration && { expiration: Expiration }),
  };
}

/** What went wrong, with the account, its role, and what to do about it. */
function explain(error: unknown, role: Role, region: string): ToolError {
  const account = `Account ${role.alias} (${role.account}) cannot be read`;
  if (isAbort(error)) {
    return new ToolError(
      'timeout',
      `${account}: STS in ${region} did not answer sts:AssumeRole within ${ASSUME_TIMEOUT_MS / 1000} s. Try again in a minute, or ask about other accounts.`,
      { cause: error },
    );
  }
  if (error instanceof Error && isRefused(error)) {
    const external = role.externalId === undefined ? '' : ', with the external id of the configuration';
    return new ToolError(
      'expired',
      `${account}: AWS refuses to let the server assume ${role.arn} (${upstreamWords(error.message)}). The operator must allow sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity both in that role's trust policy${external} (\`cloudwatch-mcp iam-policy --cross-account trust\`) and in the policy of the server's role (\`--cross-account assume\`).`,
      { cause: error },
    );
  }
  const told = toToolError(error, { action: 'sts:AssumeRole', region });
  const said = told instanceof Error ? told.message : String(told);
  return new ToolError(told instanceof ToolError ? told.code : 'upstream', `${account} by ${role.arn}: ${said}`, {
    cause: error,
  });
}
