import type { Config } from '../config.ts';
import type { IssuerSection } from '../config-sections/oidc.ts';
import { isAbort } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import { plural } from '../format/number.ts';
import { readTokenFile, signatureOf, troubleOf } from '../http/auth/token-file.ts';
import { fail, pass, type Check } from './check.ts';
import { answerOf } from './patience.ts';

/** What decides who may ask. */
export type AuthSettings = Pick<Config, 'auth' | 'bearerTokensFile' | 'oidc'>;

/** Whether tokens could be judged: the file of them, or each issuer, read as the service does. */
export async function checkAuthentication(settings: AuthSettings, signal: AbortSignal): Promise<Check[]> {
  const { auth, bearerTokensFile, oidc } = settings;
  if (auth === 'bearer' && bearerTokensFile !== undefined) return [checkTokenFile(bearerTokensFile)];
  if (auth !== 'oidc') return [];
  return Promise.all((oidc?.issuers ?? []).map((issuer) => checkIssuer(issuer, signal)));
}

function checkTokenFile(path: string): Check {
  const name = 'file of tokens';
  try {
    signatureOf(path);
    const list = readTokenFile(path);
    const trouble = troubleOf(list);
    const names = new Set(list.entries.map((entry) => entry.name)).size;
    const found = `${path} has ${plural(list.entries.length, 'token')} of ${plural(names, 'name')}`;
    if (trouble === undefined) return pass(name, found);
    return fail(name, `${found}; ${trouble}`, 'Write a line `name: token` or `name: sha256:<hex>` for each caller.');
  } catch (error) {
    const remedy = 'CLOUDWATCH_MCP_BEARER_TOKENS_FILE must name a file that the service may read, as its own user.';
    return fail(name, `${path}: ${fileTrouble(error)}`, remedy);
  }
}

const REACH =
  'Check its URL, and that the network (in a pod: the NetworkPolicy) lets the service out to it. NODE_EXTRA_CA_CERTS names the certificate of a private authority, NODE_USE_ENV_PROXY=1 makes it use HTTPS_PROXY.';
const TO_THE_LETTER =
  'Write `issuer` as these metadata and the tokens (`iss`) have it, to the letter: a slash at the end counts.';

async function checkIssuer(issuer: IssuerSection, signal: AbortSignal): Promise<Check> {
  const name = `issuer ${issuer.issuer}`;
  const result = await answerOf(signal, (own) => readIssuer(issuer, own));
  if ('failure' in result) return fail(name, result.failure, REACH);
  const { keys, failure, remedy = REACH } = result.answer;
  return failure === undefined ? pass(name, `has ${plural(keys ?? 0, 'key')}`) : fail(name, failure, remedy);
}

async function readIssuer(
  issuer: IssuerSection,
  signal: AbortSignal,
): Promise<{ keys?: number; failure?: string; remedy?: string }> {
  // jose is loaded where it is needed.
  const { discoverKeys, IssuerMismatch, readKeys, reasonOf } = await import('../http/auth/issuer-keys.ts');
  try {
    const [{ keys }] = await Promise.all([
      readKeys(issuer, signal),
      // Metadata are not needed where the keys are known: only what they say counts.
      issuer.jwksUri === undefined ||
        discoverKeys(issuer, signal).catch((error: unknown) => {
          if (error instanceof IssuerMismatch) throw error;
        }),
    ]);
    return { keys: keys.length };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { failure: reasonOf(error), ...(error instanceof IssuerMismatch && { remedy: TO_THE_LETTER }) };
  }
}
