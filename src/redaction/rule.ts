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

/** Values that stand where a secret was or will be. */
const NO_SECRET =
  /^(?:null|nil|none|undefined|true|false|yes|no|empty|unset|n\/a|string|str|text|password|passwd|secret|token|redacted|filtered|hidden|masked|removed|sensitive|omitted|required|invalid|missing|changeme|\d{0,2}|[~^]?\d+\.\d+\.\d+[\w.-]*|[*x•.#?_-]+|\[?\(?(?:redacted|filtered|hidden|masked|secret|removed|sensitive|protected)[^\s]*|<[^<>]*>?|\$[({]?[\w.-]+[)}]?|%[(\w].{0,40}|\{\{?[^{}]*\}?\}?|\*{2,}.{0,4}|.{0,4}\*{3,}.{0,4})$/i;

/** Whether a value is what stands in a secret's place: `***`, `<password>`, `${DB_PASSWORD}`, `null`. */
export function isStandIn(value: string): boolean {
  return value.startsWith('[redacted:') || (value.length <= 60 && NO_SECRET.test(value));
}

/** Bits of a character of a text: about 4.7 for random base64 of 40 characters, under 4 for words and hex. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
