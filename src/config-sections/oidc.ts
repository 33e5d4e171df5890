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
const webUrl = z.url({ protocol: /^https?$/ }).meta({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?:' });

/** An issuer whose access tokens are taken. */
const issuer = z
  .strictObject({
    issuer: webUrl.describe('As `iss` has it, to the letter'),
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
  .refine((value) => value.allowHttp || (isSecure(value.issuer) && isSecure(value.jwksUri ?? value.issuer)), {
    message: 'issuer and jwksUri must be https, unless allowHttp is true',
    path: ['issuer'],
  });

const toolsetScope = (toolset: Toolset) =>
  z.union([scope, z.literal(false)]).default(toolset === 'server' ? false : `${toolset}:read`);

export const oidcSection = z.strictObject({
  issuers: z
    .array(issuer)
    .min(1)
    .refine((issuers) => new Set(issuers.map((one) => one.issuer)).size === issuers.length, 'two have the same issuer'),
  toolsetScopes: z
    .strictObject({
      logs: toolsetScope('logs'),
      metrics: toolsetScope('metrics'),
      alarms: toolsetScope('alarms'),
      promql: toolsetScope('promql'),
      server: toolsetScope('server'),
    } satisfies Record<Toolset, unknown>)
    .prefault({})
    .describe(`The scope that the tools of ${TOOLSETS.join(', ')} need; false: none`),
});

export type OidcSection = z.output<typeof oidcSection>;
export type IssuerSection = OidcSection['issuers'][number];
