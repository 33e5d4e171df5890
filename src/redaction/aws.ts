import { behindKey, boundary, entropy, whole, WRITTEN_EQUALS, type Rule } from './rule.ts';

const KEY_ID = new RegExp(String.raw`${boundary()}A[KS]IA(?:[A-Z0-9]{16}(?![A-Za-z0-9])|[A-Z0-9]{4,15}(?=…))`, 'g');
const KEY_ID_HINT = /A[KS]IA[A-Z0-9]{4}/;

/** With the id alone nothing can be signed, but it says whose key leaked, and presigned URLs name it. */
export const awsAccessKeyId: Rule = whole(KEY_ID_HINT, KEY_ID);

const SECRET_WORDS = new RegExp(
  String.raw`(?<key>(?:secret[-_. ]{0,2}(?:access[-_. ]{0,2})?key|aws[-_. ]{0,2}secret|secretkey)[\\"']{0,4}\s{0,4}(?:[:=]|=>|is|>|\s|${WRITTEN_EQUALS})\s{0,4}[\\"']{0,4})(?<secret>[A-Za-z0-9/+]{40}={0,2}(?![A-Za-z0-9/+=])|[A-Za-z0-9/+]{8,39}(?=…))`,
  'gi',
);

const LIKE_A_SECRET = new RegExp(
  String.raw`${boundary('A-Za-z0-9/+=_.-')}(?:[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])|[A-Za-z0-9/+]{8,39}(?=…))`,
  'g',
);
/** How far from an access key id its secret key may be, characters. */
const BESIDE_CHARS = 250;

/**
 * 40 characters of base64 are also digests, ids and parts of other texts: they count behind words for a secret key, and
 * near an access key id where they look random.
 */
export const awsSecretKey: Rule = {
  hint: /secret|A[KS]IA[A-Z0-9]{4}|\[redacted:aws-access-key-id\]/i,
  replace(text, put) {
    const named = text.replace(SECRET_WORDS, (...match) => {
      const { key, secret } = match.at(-1) as { key: string; secret: string };
      return isHex(secret) && secret.length === 40 && !/aws|access/i.test(key) ? `${key}${secret}` : `${key}${put()}`;
    });
    const ids = [...named.matchAll(NEAR)].map(({ index }) => index);
    if (ids.length === 0) return named;
    return named.replace(LIKE_A_SECRET, (match, at: number) => {
      const near = ids.some((id) => Math.abs(id - at) <= BESIDE_CHARS);
      return near && looksRandom(match) ? put() : match;
    });
  },
};

const NEAR = new RegExp(
  String.raw`${boundary()}(?:A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])|\[redacted:aws-access-key-id\])`,
  'g',
);

const isHex = (text: string) => /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);

/** Random base64: all three kinds of characters, and hardly any of them often. Of a begin less can be asked. */
function looksRandom(text: string): boolean {
  if (text.length < 40) return /[A-Z]/.test(text) && /[a-z]/.test(text);
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && entropy(text) >= 4;
}

/** Session tokens begin alike for a few years at a time; elsewhere it is the word before that tells. */
export const awsSessionToken: Rule = behindKey(
  /IQoJ|FwoG|FQoG|(?:session|security)[-_. ]?token/i,
  new RegExp(
    String.raw`(?<key>${boundary('A-Za-z0-9/+')}|(?:session|security)[-_. ]?token[\\"']{0,4}\s{0,4}(?:[:=]|>|${WRITTEN_EQUALS})\s{0,4}[\\"']{0,4})(?<secret>(?:IQoJ|FwoG|FQoG)(?:[A-Za-z0-9/+=%]{40,}|[A-Za-z0-9/+=%]{4,}(?=…))|(?<=token[\\"']{0,4}\s{0,4}(?:[:=]|>|${WRITTEN_EQUALS})\s{0,4}[\\"']{0,4})[A-Za-z0-9/+=%_.-]{16,})`,
    'gi',
  ),
  (secret, key) => /^(?:IQoJ|FwoG|FQoG)/.test(secret) || (key !== '' && /\d/.test(secret)),
);

/** What makes a presigned URL of S3, CloudFront or Azure, or a signed request, worth something. */
export const urlSignature: Rule = behindKey(
  /sig(?:nature)?[=%\\]/i,
  new RegExp(
    String.raw`(?<key>(?:x-amz-signature|x-goog-signature|${boundary(String.raw`\w-`)}signature|(?:[?&]|%(?:25)?(?:3F|26)|\\{1,4}u0026)sig)(?:=|${WRITTEN_EQUALS}))(?<secret>[A-Za-z0-9%+/~_=-]{20,}|[A-Za-z0-9%+/~_=-]{8,19}(?=…))`,
    'gi',
  ),
);
