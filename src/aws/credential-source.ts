import type { AwsCredentialIdentityProvider } from '@smithy/types';

/** By the features that the SDK's providers mark their credentials with; of several marks the first here tells most. */
const SOURCES: readonly (readonly [mark: RegExp, words: string])[] = [
  [/WEB_ID/, 'the role annotation of the service account (IRSA)'],
  [/CREDENTIALS_HTTP/, 'the Pod Identity association or the container role'],
  [/SSO|LOGIN/, 'the login of the profile (aws sso login)'],
  [/PROFILE|PROCESS/, 'the profile'],
  [/ENV_VARS/, 'the environment (AWS_ACCESS_KEY_ID and its kin)'],
];

/** Where the credentials in use come from, in words; undefined where the SDK does not say. */
export async function credentialSource(credentials: AwsCredentialIdentityProvider): Promise<string | undefined> {
  try {
    const marks = Object.keys(((await credentials()) as { $source?: object }).$source ?? {});
    return SOURCES.find(([mark]) => marks.some((name) => mark.test(name)))?.[1];
  } catch {
    return undefined;
  }
}
