import { behindKey, boundary, isMachineMade, isStandIn, WRITTEN_EQUALS, type Rule } from './rule.ts';

const HEADER = String.raw`authorization[\\"']{0,4}\s{0,4}(?:[:=]|%(?:25)?3A|${WRITTEN_EQUALS})\s{0,4}[\\"']{0,4}`;
const SCHEMES = 'bearer|token|apikey|api-key|key|negotiate|ssws|splunk|geniekey';
const TOKEN = '[A-Za-z0-9._~+/-]{8,}=*';
/** What closes a header; where words follow it is a sentence. */
const CLOSED = String.raw`(?=["'\\\r\n,;&\]})…]|$)`;

const behindScheme = behindKey(
  /bearer|authorization/i,
  new RegExp(
    String.raw`(?<key>${HEADER}(?:${SCHEMES})\s{1,4}|${boundary('a-z')}bearer(?:\s{1,4}|%(?:25)?20|\+|[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4}))(?<secret>${TOKEN})`,
    'gi',
  ),
  (secret, key, isCut) => {
    if (isStandIn(secret)) return false;
    if (isCut) return true;
    if (/^authorization/i.test(key)) return secret.length >= 12 || /\d/.test(secret);
    return secret.length >= 16 && /\d/.test(secret) && /[a-z]/i.test(secret);
  },
);

/** Without a scheme, or behind one that nobody knows. Those of AWS and of Digest say more than a token. */
const bare = behindKey(
  /authorization/i,
  new RegExp(
    String.raw`(?<key>${HEADER}(?:(?!basic\s|digest\s|aws4)[a-z][\w-]{1,20}\s{1,4})?)(?<secret>${TOKEN})${CLOSED}`,
    'gi',
  ),
  (secret, _key, isCut) => {
    if (/^aws4-/i.test(secret)) return false;
    if (isCut) return secret.length >= 12;
    return secret.length >= 16 && /\d/.test(secret) && /[A-Za-z]/.test(secret) && isMachineMade(secret, true);
  },
);

/** What proves the password of a Digest header. */
const DIGEST = /(?<=\bresponse=\\{0,3}["']?)(?:[0-9a-f]{32,64}(?![0-9a-f])|[0-9a-f]{8,}(?=…))/gi;

export const bearerToken: Rule = {
  hint: behindScheme.hint,
  replace(text, put) {
    const rest = bare.replace(behindScheme.replace(text, put), put);
    return /authorization[^a-z0-9]{1,12}digest\s/i.test(rest) ? rest.replace(DIGEST, put) : rest;
  },
};
