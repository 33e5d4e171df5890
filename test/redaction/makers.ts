import { ALNUM, BASE64, BASE64URL, DIGITS, HEX, LOWER, randomText, UPPER, withCheckDigit } from './random.ts';

export type Make = ReturnType<typeof makers>;

/** A text of a log with `{{rule:secret}}` around what must be replaced, and nothing else may be. */
export type Template = (m: Make) => string;

/** Values as they are met in logs, made from a seed. */
export function makers(seed: number) {
  const { of, int } = randomText(seed);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const base64url = (text: string) => Buffer.from(text).toString('base64url');
  const secretKey = () => `${of(ALNUM, 9)}/${of(BASE64, 18)}+${of(ALNUM, 6)}aZ9${of(ALNUM, 2)}`;
  const uuid = () => [8, 4, 4, 4, 12].map((n) => of(HEX, n)).join('-');
  const pem = (newline: string) =>
    ['MII' + of(BASE64, 61), of(BASE64, 64), of(BASE64, 64), `${of(BASE64, 30)}==`].join(newline);
  // In parts: what scans repositories for keys shall not find one here.
  const edge = (word: string, kind: string) => `-----${word} ${kind}${['PRIVATE', 'KEY'].join(' ')}-----`;
  const head = (kind: string) => edge('BEGIN', kind);
  const tail = (kind: string) => edge('END', kind);
  return {
    of,
    int,
    pick,
    base64,
    base64url,
    uuid,
    hex: (n: number) => of(HEX, n),
    digits: (n: number) => of(DIGITS, n),
    keyId: () => `${pick(['AKI', 'ASI'])}A${of(`${UPPER}234567`, 16)}`,
    secretKey,
    sessionToken: () =>
      `${pick(['IQo', 'Fwo'])}${pick(['J', 'G']) === 'J' ? 'J' : 'J'}b3JpZ2luX2Vj${of(BASE64, 220)}==`.replace(
        'FwoJ',
        'FwoG',
      ),
    jwt: () =>
      `${base64url(`{"alg":"RS256","kid":"${of(ALNUM, 8)}"}`)}.${base64url(`{"sub":"${uuid()}","exp":1795000000}`)}.${of(BASE64URL, 86)}`,
    jwe: () =>
      `${base64url('{"alg":"dir","enc":"A256GCM"}')}..${of(BASE64URL, 16)}.${of(BASE64URL, 60)}.${of(BASE64URL, 22)}`,
    pem,
    head,
    tail,
    rsa: (newline: string) => `${head('RSA ')}${newline}${pem(newline)}${newline}${tail('RSA ')}`,
    pkcs8: (newline: string) => `${head('')}${newline}${pem(newline)}${newline}${tail('')}`,
    halfKey: (newline: string) => `${head('EC ')}${newline}${of(BASE64, 64)}${newline}${of(BASE64, 20)}`,
    card: () => withCheckDigit(pick(['4', '51', '55', '2223', '6011', '65']).padEnd(6, of(DIGITS, 6)) + of(DIGITS, 9)),
    amex: () => withCheckDigit(`37${of(DIGITS, 12)}`),
    visa: () => withCheckDigit(`4${of(DIGITS, 14)}`),
    grouped: (digits: string, by: string) => digits.replace(/(\d{4})(?=\d)/g, `$1${by}`),
    word: () => pick(['checkout', 'orders', 'payments', 'inventory', 'web', 'auth', 'search']),
    opaque: (n = 40) => `${of(ALNUM, n - 3)}7xQ`,
    password: () => pick([`Hunter${of(DIGITS, 2)}!`, `${of(ALNUM, 12)}#9`, `s3cr3t-${of(LOWER, 5)}`, of(ALNUM, 16)]),
    pod: () =>
      `${pick(['checkout', 'web', 'orders'])}-${of('bcdfghjklmnpqrstvwxz2456789', 10)}-${of('bcdfghjklmnpqrstvwxz2456789', 5)}`,
    time: () => `2026-11-21T09:${of('012345', 1)}${of(DIGITS, 1)}:${of('012345', 1)}${of(DIGITS, 1)}.${of(DIGITS, 3)}Z`,
  };
}
