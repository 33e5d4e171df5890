import type { AwsCredentialIdentityProvider } from '@smithy/types';

/** The credentials that everything is signed with. */
export interface Credentials {
  /**
   * The ones in use. Those that end within five minutes are renewed meanwhile, once for all who ask; a renewal that fails is
   * tried again by the next who asks, and fails nobody before they have ended.
   */
  readonly provider: AwsCredentialIdentityProvider;
  /**
   * Whether there are others than those AWS refused as expired; asks for such if need be. A request can be under way for
   * longer than its credentials last, and two clocks seldom agree.
   * @param accessKeyId of the refused ones
   */
  renew(accessKeyId: string | undefined): Promise<boolean>;
}

/** Nobody gave credentials, and this is what was said instead. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';

  constructor(cause: Error) {
    super(`${cause.name}: ${cause.message}`, { cause });
  }
}

/** What the SDK's clients look for on a provider, so that none puts a memory of its own before it. */
export const SHARED = { memoized: true, configBound: true, attributed: true };

/** @param source opened when credentials are first needed; it keeps them, and gives others for `forceRefresh` */
export function shareCredentials(source: () => AwsCredentialIdentityProvider): Credentials {
  let opened: AwsCredentialIdentityProvider | undefined;
  const provider: AwsCredentialIdentityProvider = async (options) => {
    try {
      return await (opened ??= source())(options);
    } catch (error) {
      // Else STS's refusal of the role would look like the refusal of what the credentials were wanted for.
      throw error instanceof Error && error.name !== 'CredentialsProviderError' ? new NoCredentials(error) : error;
    }
  };
  return renewing(Object.assign(provider, SHARED));
}

/** @param provider keeps its credentials, and gives others for `forceRefresh` */
export function renewing(provider: AwsCredentialIdentityProvider): Credentials {
  return {
    provider,
    async renew(accessKeyId) {
      if (accessKeyId === undefined) return false;
      try {
        const current = await provider();
        const next = current.accessKeyId === accessKeyId ? await provider({ forceRefresh: true }) : current;
        return next.accessKeyId !== accessKeyId;
      } catch {
        return false; // What AWS said of the old ones is what the caller is told.
      }
    },
  };
}

/** The access key that a request is signed with. */
export function signedBy(headers: Readonly<Record<string, string>>): string | undefined {
  return /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1];
}
