/** What one kind of secret looks like. */
export interface Rule {
  /** Without a match of this, a cheap look, there is none in a text. Not global. */
  readonly hint: RegExp;
  /** The text with `put` in the place of each secret. */
  readonly replace: (text: string, put: () => string) => string;
}

/** What replaces a secret. */
export const placeholder = (name: string) => `[redacted:${name}]`;
export const PLACEHOLDER = /\[redacted:([a-z][a-z0-9-]*)\]/g;

/**
 * What writes a character with letters and digits: in JSON and other strings, in URLs (once or twice), by rsyslog, and by
 * our own `visible`. Behind it a secret begins as behind a space.
 */
const ESCAPE = String.raw`\\[nrtbfv]|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%(?:25)?[0-9A-Fa-f]{2}|#0[0-7]{2}`;
export const BEHIND_ESCAPE = `(?<=${ESCAPE})`;

/** Where no letter or digit stands before, or only an escape's. @param chars of a class: what else may not stand before */
export const boundary = (chars = 'A-Za-z0-9') => `(?:(?<![${chars}])|${BEHIND_ESCAPE})`;

/** `=` as it is written in URLs and in strings. */
export const WRITTEN_EQUALS = String.raw`%(?:25)?3[Dd]|\\{1,4}u003[Dd]`;

/** A rule whose pattern matches the secret and nothing else. */
export function whole(hint: RegExp, pattern: RegExp, isSecret: (match: string) => boolean = () => true): Rule {
  return { hint, replace: (text, put) => text.replace(pattern, (match) => (isSecret(match) ? put() : match)) };
}

/**
 * A rule whose pattern has the secret in the group `secret`, behind what stays: the group `key`. Before `…` it is only the
 * begin of one, of which less can be asked.
 */
export function behindKey(
  hint: RegExp,
  pattern: RegExp,
  isSecret: (secret: string, key: string, isCut: boolean) => boolean = () => true,
): Rule {
  return {
    hint,
    replace: (text, put) =>
      text.replace(pattern, (match, ...rest) => {
        const { key = '', secret = '' } = rest.at(-1) as Record<string, string | undefined>;
        const at = rest.find((part) => typeof part === 'number') as number;
        const isCut = text.charAt(at + key.length + secret.length) === '…';
        if (!isSecret(secret, key, isCut)) return match;
        return `${key}${put()}${match.slice(key.length + secret.length)}`;
      }),
  };
}

const WORDS_OF_FILTERS = 'redacted|filtered|hidden|masked|secret|removed|sensitive|protected';

/** Values that stand where a secret was or will be: whole, for passwords begin with such words too. */
const NO_SECRET = new RegExp(
  [
    'null|nil|none|undefined|true|false|yes|no|empty|unset|n/a|string|str|text|password|passwd|token',
    `${WORDS_OF_FILTERS}|omitted|required|invalid|missing|changeme`,
    // What closes a bracket is not always part of the value.
    String.raw`[[(](?:${WORDS_OF_FILTERS})(?:[-_ :][a-z]{1,20}){0,4}[\])]?`,
    String.raw`\d{0,2}|[~^]?\d+\.\d+\.\d+[\w.-]*|[*x•.#?_-]+`,
    String.raw`<[^<>]*>|\$\{[\w.-]+\}?|\$\([\w. -]+\)?|%\(\w+\)s?|\{\{?[^{}]*\}\}?|\{\{?[a-z_.\s]*`,
    String.raw`\*{3,}.{0,4}|.{0,4}\*{3,}|.{1,2}\*{3,}.{1,2}|.{3,4}\*{4,}.{0,4}|.{0,4}\*{4,}.{3,4}`,
  ]
    .map((forms) => `^(?:${forms})$`)
    .join('|'),
  'i',
);
/** `$DB_PASSWORD`, `%DB_PASSWORD%`, `%s`: in small letters they may be anything. */
const VARIABLE = /^(?:\$[A-Z]+(?:_[A-Z0-9]+)*|%[A-Z]+(?:_[A-Z0-9]+)*%|%[-+#]?[a-z])$/;

/** Whether a value is what stands in a secret's place: `***`, `<password>`, `${DB_PASSWORD}`, `null`. */
export function isStandIn(value: string): boolean {
  return value.startsWith('[redacted:') || (value.length <= 60 && (NO_SECRET.test(value) || VARIABLE.test(value)));
}

/** Bits of a character of a text: about 4.7 for random base64 of 40 characters, under 4 for words and hex. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text without spaces looks made by a machine: no name, no words. */
export function isMachineMade(text: string, quoted: boolean): boolean {
  if (UUID.test(text) || /^[0-9a-f]{20,}$/i.test(text)) return true;
  // Names of things: small words with dashes, dots or slashes between.
  const words = text.split(/[-_./:]/);
  if (words.length > 2 && words.every((word) => word.length < 13) && !/[A-Z]/.test(text)) return false;
  return entropy(text) >= (quoted ? 3 : 3.2);
}
