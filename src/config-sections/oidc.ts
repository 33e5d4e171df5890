import * as z from 'zod';
import { isSecure } from '../setting-parsers.ts';
import { TOOLSETS, type Toolset } from '../toolsets.ts';

/** Signatures by a key pair: what is signed with a shared secret, anyone who can check it can make. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** RFC 6749, section 3.3. */
const scope = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,256}$/, 'a scope is one word, without quotes');
const claim = z.string().min(1).max(256);
const webUrl = z
  .url({ protocol: /^https?$/, error: 'it must be an http or https URL' })
  // Nothing could be read there, and our own log would show them.
  .refine((url) => !hasUser(url), 'it must be a URL without user and password')
  .meta({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?:' });

function hasUser(url: string): boolean {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  return username !== '' || password !== '';
}

/** Whether an issuer is a user pool of Amazon Cognito. */
export const isCognito = (issuer: string): boolean =>
  /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//.test(issuer);

/** Of the metadata of an issuer, which are often taken for it. */
const METADATA_PATH = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(?:\/|$)/;

/** An issuer whose access tokens are taken. */
const issuer = z
  .strictObject({
    issuer: webUrl
      .refine((url) => !METADATA_PATH.test(url), 'it must be the issuer, as `iss` has it: leave /.well-known/… away')
      .describe('As `iss` has it, to the letter'),
    jwksUri: webUrl.optional().describe('Where its keys are; absent: where its metadata says'),
    allowHttp: z.boolean().default(false).describe('Read its keys over http, which others on the way could change'),
    authorizationServer: z
      .union([webUrl, z.literal(false)])
      .optional()
      .describe('Where clients are sent to log in; absent: the issuer; false: nowhere'),
    audiences: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('`aud` must name one of these; absent: the resource URL'),
    clientIds: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'The client must be one of these. Without audiences it is enough for tokens that have no `aud` (Cognito)',
      ),
    algorithms: z
      .array(z.enum(ALGORITHMS))
      .min(1)
      .default([...ALGORITHMS]),
    accessTokenTypeOnly: z
      .boolean()
      .default(false)
      .describe('Take only tokens whose header says `typ: at+jwt` (RFC 9068)'),
    requiredScopes: z.array(scope).default([]).describe('Scopes that every token must have, without the prefix'),
    scopeClaims: z.array(claim).min(1).default(['scope', 'scp']).describe('Claims that hold scopes'),
    scopePrefix: z
      .string()
      .max(256)
      .regex(/^[\x21\x23-\x5B\x5D-\x7E]*$/, 'a prefix has no spaces and no quotes')
      .default('')
      .describe('What stands before scopes where clients ask for them; in tokens it may be left out'),
    limitByScopes: z
      .boolean()
      .default(true)
      .describe('false: its tokens hold no scopes (Kubernetes), the policy alone limits what they may ask'),
    principalClaims: z
      .array(claim)
      .min(1)
      .default(['sub'])
      .describe('The first of these claims that a token has is the name of the principal'),
    trustEmails: z
      .boolean()
      .default(false)
      .describe(
        'true: an `email` names its principal also in tokens without `email_verified`, since the issuer verifies addresses',
      ),
    groupClaims: z.array(claim).default(['groups', 'cognito:groups', 'roles']),
    namePrefix: z
      .string()
      .max(64)
      .default('')
      .describe('Put before the names of principals and groups, so that two issuers cannot give the same'),
    clockToleranceSeconds: z.number().int().min(0).max(300).default(5),
    maxLifetimeSeconds: z
      .number()
      .int()
      .min(60)
      .default(7 * 86_400)
      .describe('Tokens that are valid for longer than this from now on are refused'),
  })
  .superRefine(({ issuer: url, jwksUri = url, allowHttp, clientIds, audiences }, context) => {
    const add = (key: string, message: string) => context.addIssue({ code: 'custom', message, path: [key] });
    // What is no URL has been said.
    const isOpen = [url, jwksUri].some((one) => URL.canParse(one) && !isSecure(one));
    if (isOpen && !allowHttp) add('issuer', 'issuer and jwksUri must be https, unless allowHttp is true');
    if (isCognito(url) && clientIds === undefined && audiences === undefined)
      add(
        'clientIds',
        'access tokens of Cognito name no audience, so nobody would get in: list the clients whose tokens are taken (or audiences, if clients ask for a resource)',
      );
  });

const toolsetScope = (toolset: Toolset) =>
  z.union([scope, z.literal(false)]).default(toolset === 'server' ? false : `${toolset}:read`);

export const oidcSection = z
  .strictObject({
    issuers: z
      .array(issuer)
      .min(1)
      .refine(
        (issuers) => new Set(issuers.map((one) => one.issuer)).size === issuers.length,
        'two have the same issuer',
      ),
    sharedNames: z
      .boolean()
      .default(false)
      .describe('true: a name means the same person or group whichever issuer gives it, so prefixes need not differ'),
    toolsetScopes: z
      .strictObject({
        logs: toolsetScope('logs'),
        metrics: toolsetScope('metrics'),
        alarms: toolsetScope('alarms'),
        promql: toolsetScope('promql'),
        bedrock: toolsetScope('bedrock'),
        server: toolsetScope('server'),
        cli: toolsetScope('cli'),
      } satisfies Record<Toolset, unknown>)
      .prefault({})
      .describe(`The scope that the tools of ${TOOLSETS.join(', ')} need; false: none`),
  })
  .superRefine(({ issuers, sharedNames }, context) => {
    const clash = sharedNames ? undefined : clashingPrefixes(issuers.map(({ namePrefix }) => namePrefix));
    if (clash === undefined) return;
    const [shorter, longer] = clash;
    context.addIssue({
      code: 'custom',
      path: ['issuers', shorter, 'namePrefix'],
      message: `with it a principal of this issuer could have the name of one of issuers[${longer}]: give each issuer a prefix that no other begins with, such as 'a:' and 'b:', or set sharedNames to true if both mean the same people and groups by a name`,
    });
  });

/** Two places in the list, the first of a prefix that is the beginning of the other's: its issuer can give the other's names. */
function clashingPrefixes(prefixes: readonly string[]): [number, number] | undefined {
  for (const [i, prefix] of prefixes.entries()) {
    const j = prefixes.findIndex((other, at) => at !== i && other.startsWith(prefix));
    if (j >= 0) return [i, j];
  }
  return undefined;
}

export type OidcSection = z.output<typeof oidcSection>;
export type IssuerSection = OidcSection['issuers'][number];
