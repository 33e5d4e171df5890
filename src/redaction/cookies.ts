import { isMachineMade, isStandIn } from './rule.ts';

const HEADER =
  /(?<=cookie[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4})[^\s"'\\;,=]{1,80}=[^\s"'\\;,]+(?:;\s?[^\s"'\\;,]+){0,60}/gi;
const PAIR = /(?<=^|;\s?)([^\s"'\\;,=]{1,80})=([^\s"'\\;,]+)/g;
/** What says who somebody is, by names that frameworks give it. */
const TELLING = /auth|sess|sid$|token|remember|jwt|login|\.sid/i;
/** Of analytics, and what a cookie says of itself. */
const HARMLESS = /^(?:_g|_fb|_pk|ajs_|amplitude|optimizely|path$|domain$|expires$|max-age$|version$)/i;

/** A header's cookies without those that let whoever has them in. */
export function withoutCookies(text: string, put: () => string): string {
  return text.replace(HEADER, (pairs) =>
    pairs.replace(PAIR, (pair, name: string, value: string) => (isSecret(name, value) ? `${name}=${put()}` : pair)),
  );
}

function isSecret(name: string, value: string): boolean {
  if (HARMLESS.test(name) || isStandIn(value)) return false;
  if (value.includes('…')) return value.length >= 12;
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (TELLING.test(name)) return value.length >= 12;
  return value.length >= 20 && isMachineMade(value, true);
}
