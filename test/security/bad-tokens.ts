import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import { RESOURCE } from '../support/secured-service.ts';
import type { TestIssuer } from '../support/test-issuer.ts';

/** A token that must be refused as `invalid_token`, by what is wrong with it. */
export type BadToken = readonly [name: string, token: string];

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const now = () => Math.floor(Date.now() / 1000);

/** Every bad token that an attacker can make who knows all that is public, and those of the issuer that are not for us. */
export async function badTokens(issuer: TestIssuer): Promise<readonly BadToken[]> {
  const good = await issuer.token();
  const [head = '', body = '', signature = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const jwk = issuer.publicJwk();
  const key = createPublicKey({ key: jwk as Parameters<typeof createPublicKey>[0] & object, format: 'jwk' } as never);
  const mine = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const myJwk = { ...mine.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' };

  /** Unsigned, or with a signature of one's own. */
  const unsigned = (alg: string, tail = '') => `${encode({ alg, kid: 'key-1' })}.${body}.${tail}`;
  const hmac = (alg: 'HS256' | 'HS512', secret: string | Buffer) => {
    const input = `${encode({ alg, kid: 'key-1' })}.${body}`;
    const hash = alg === 'HS256' ? 'sha256' : 'sha512';
    return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
  };
  const forged = (header: object, payload: unknown = claims, by: KeyObject = mine.privateKey) => {
    const input = `${encode({ alg: 'RS256', kid: 'key-1', ...header })}.${encode(payload)}`;
    return `${input}.${sign('sha256', Buffer.from(input), by).toString('base64url')}`;
  };
  const at = 'https://attacker.example/keys';
  const jwe = await new CompactEncrypt(Buffer.from(body, 'base64url'))
    .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: 'key-1' })
    .encrypt(await importJWK({ ...jwk, alg: 'RSA-OAEP', use: 'enc' }, 'RSA-OAEP'));
  const twice = JSON.stringify(claims).replace('{', '{"iss":"https://attacker.example",');

  const made: readonly BadToken[] = [
    ['alg none', unsigned('none')],
    ['alg None', unsigned('None')],
    ['alg NONE', unsigned('NONE')],
    ['alg nOnE, with the signature of a good token', unsigned('nOnE', signature)],
    ['alg empty', unsigned('')],
    ['alg missing', `${encode({ kid: 'key-1' })}.${body}.${signature}`],
    ['HS256 by the public key as PEM', hmac('HS256', key.export({ type: 'spki', format: 'pem' }))],
    [
      'HS256 by the public key as PEM, trimmed',
      hmac('HS256', String(key.export({ type: 'spki', format: 'pem' })).trim()),
    ],
    ['HS256 by the public key as PKCS#1 PEM', hmac('HS256', key.export({ type: 'pkcs1', format: 'pem' }))],
    ['HS256 by the public key as DER', hmac('HS256', key.export({ type: 'spki', format: 'der' }))],
    ['HS256 by the public key as JWK', hmac('HS256', JSON.stringify(jwk))],
    ['HS256 by the modulus', hmac('HS256', Buffer.from(String(jwk.n), 'base64url'))],
    ['HS512 by the public key', hmac('HS512', key.export({ type: 'spki', format: 'pem' }))],
    ['HS256 by an empty secret', hmac('HS256', '')],
    ['a key of one’s own under the known id', forged({})],
    ['a key of one’s own in the header', forged({ jwk: myJwk })],
    ['a key of one’s own by jku', forged({ jku: at })],
    ['a key of one’s own by x5u', forged({ x5u: at })],
    [
      'a key of one’s own by x5c',
      forged({ x5c: [mine.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
    ],
    ['an unknown key id', forged({ kid: 'key-99' })],
    ['no key id', forged({ kid: undefined })],
    ['no key id, by the right key', await issuer.token({}, { kid: undefined })],
    ['a key id that is a path', forged({ kid: '../../../../dev/null' })],
    ['a key id that is a URL', forged({ kid: at })],
    ['a key id that is SQL', forged({ kid: "key-1' UNION SELECT 'secret' --" })],
    ['a key id that is a number', forged({ kid: 1 })],
    ['a key id that is a list', forged({ kid: ['key-1'] })],
    ['a key id with NUL', forged({ kid: 'key-1\u0000' })],
    ['a key id of prototypes', forged({ kid: '__proto__' })],
    [
      'a critical header that nobody knows',
      await issuer.token({}, {}).then((token) => replaceHead(token, { alg: 'RS256', kid: 'key-1', crit: ['x'], x: 1 })),
    ],
    ['an unencoded payload (b64 false)', forged({ b64: false, crit: ['b64'] })],
    ['another issuer', await issuer.token({ iss: 'https://attacker.example' })],
    ['an issuer that begins like ours', await issuer.token({ iss: `${issuer.issuer}.attacker.example` })],
    ['an issuer that ours begins with', await issuer.token({ iss: issuer.issuer.slice(0, -1) })],
    ['our issuer with a slash at its end', await issuer.token({ iss: `${issuer.issuer}/` })],
    ['our issuer in capitals', await issuer.token({ iss: issuer.issuer.toUpperCase() })],
    ['a list of issuers with ours', await issuer.token({ iss: [issuer.issuer] })],
    ['no issuer', await issuer.token({ iss: undefined })],
    ['another audience', await issuer.token({ aud: 'https://other.example/mcp' })],
    ['audiences without ours', await issuer.token({ aud: ['https://other.example/mcp', 'account'] })],
    ['an audience that ours begins with', await issuer.token({ aud: 'https://cloudwatch.example.com' })],
    ['an audience that begins like ours', await issuer.token({ aud: `${RESOURCE}/admin` })],
    ['our audience with a slash at its end', await issuer.token({ aud: `${RESOURCE}/` })],
    ['our audience in capitals', await issuer.token({ aud: RESOURCE.toUpperCase() })],
    ['an audience inside a list', await issuer.token({ aud: [[RESOURCE]] })],
    ['an audience that is an object', await issuer.token({ aud: { [RESOURCE]: true } })],
    ['no audience', await issuer.token({ aud: undefined })],
    ['an empty list of audiences', await issuer.token({ aud: [] })],
    ['our audience as resource alone', await issuer.token({ aud: undefined, resource: RESOURCE })],
    ['another client', await issuer.token({ client_id: 'another-client' })],
    ['no client', await issuer.token({ client_id: undefined })],
    ['our client in a list', await issuer.token({ client_id: ['test-client'] })],
    [
      'our client as azp beside another client_id',
      await issuer.token({ client_id: 'another-client', azp: 'test-client' }),
    ],
    ['expired', await issuer.token({ exp: now() - 60, iat: now() - 3600 })],
    ['expired long ago', await issuer.token({ exp: 1 })],
    ['no expiry', await issuer.token({ exp: undefined })],
    [
      'an expiry that is a text',
      await issuer
        .token({ exp: String(now() + 3600) })
        .catch(() => forged({}, { ...claims, exp: String(now() + 3600) })),
    ],
    ['an expiry in milliseconds', await issuer.token({ exp: Date.now() + 3_600_000 })],
    ['an expiry in a thousand years', await issuer.token({ exp: now() + 1000 * 31_557_600 })],
    ['an expiry of 9e15', await issuer.token({ exp: 9e15 })],
    ['not valid yet', await issuer.token({ nbf: now() + 600 })],
    ['made in the future', await issuer.token({ iat: now() + 600 })],
    ['an id token by token_use', await issuer.token({ token_use: 'id' })],
    ['an id token by the claim typ', await issuer.token({ typ: 'ID' })],
    ['a refresh token by the claim typ', await issuer.token({ typ: 'Refresh' })],
    ['an id token by at_hash', await issuer.token({ at_hash: 'x' })],
    ['an id token by its nonce', await issuer.token({ nonce: 'n-0S6_WzA2Mj' })],
    ['a logout token by its header', await issuer.token({}, { typ: 'logout+jwt' })],
    [
      'a logout token by its events',
      await issuer.token({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
    ],
    ['a DPoP proof', await issuer.token({}, { typ: 'dpop+jwt' })],
    ['a token bound to a key', await issuer.token({ cnf: { jkt: 'x' } })],
    [
      'a client assertion: issuer and subject are the client',
      await issuer.token({ iss: 'test-client', sub: 'test-client' }),
    ],
    ['no subject', await issuer.token({ sub: undefined })],
    ['an empty subject', await issuer.token({ sub: '' })],
    ['a subject that is an object', await issuer.token({ sub: undefined, 'sub.name': 'x' })],
    ['a subject of 10,000 characters', await issuer.token({ sub: 'x'.repeat(10_000) })],
    ['a subject with a line break', await issuer.token({ sub: 'alice\nadmin' })],
    ['a subject that reads from right to left', await issuer.token({ sub: 'alice\u202Enimda' })],
    ['claims changed after signing', `${head}.${encode({ ...claims, sub: 'admin' })}.${signature}`],
    ['issuer twice, the first another one, unsigned', `${head}.${encode(twice)}.${signature}`],
    ['issuer twice, by a key of one’s own', forged({}, twice)],
    ['truncated at the end', good.slice(0, -10)],
    ['truncated in the middle', good.slice(0, good.length / 2)],
    ['without a signature', `${head}.${body}`],
    ['with an empty signature', `${head}.${body}.`],
    ['with an empty payload', `${head}..${signature}`],
    ['with a fourth part', `${good}.${signature}`],
    ['five empty parts', '....'],
    ['one bit of the signature changed', flipped(good)],
    ['a signature of another token', `${head}.${encode({ ...claims, exp: now() + 7200 })}.${signature}`],
    ['encrypted (JWE)', jwe],
    ['a token in a token', forged({ cty: 'JWT' }, good)],
    ['a payload that is no JSON', forged({}, 'not json')],
    ['a payload that is a list', forged({}, [claims])],
    ['a payload that is null', forged({}, null)],
    ['a header that is no JSON', `${encode('not json')}.${body}.${signature}`],
    ['a header that is a list', `${encode(['RS256'])}.${body}.${signature}`],
    ['a header of prototypes', `${encode('{"__proto__":{"alg":"none"},"alg":"none"}')}.${body}.`],
    ['random bytes', randomBytes(300).toString('base64url')],
    ['a password', 'letmein'],
    ['an AWS access key', 'AKIAIOSFODNN7EXAMPLE'],
    ['padding in its parts', `${head}==.${body}==.${signature}==`],
  ];
  return made;
}

function replaceHead(token: string, header: object): string {
  return [encode(header), ...token.split('.').slice(1)].join('.');
}

/** Another byte in the middle of the signature. */
function flipped(token: string): string {
  const [head, body, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  return `${head}.${body}.${bytes.toString('base64url')}`;
}
