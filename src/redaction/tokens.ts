import { behindKey, boundary, whole, type Rule } from './rule.ts';

/** JSON in base64 begins with `eyJ`: three such parts are a signed token, five an encrypted one. */
export const jwt: Rule = whole(
  /eyJ[\w-]{6}/,
  new RegExp(
    String.raw`${boundary()}eyJ[\w-]{6,}(?:\.e[wy][\w-]{4,}(?:\.[\w-]*)?|\.[\w-]*\.[\w-]{4,}\.[\w-]{4,}\.[\w-]+|(?:\.[\w-]*){0,4}(?=…))`,
    'g',
  ),
);

/** A space in a line of PEM, and what breaks its lines, as strings, URLs and rsyslog write them. */
const SPACE = String.raw`(?: |\+|%(?:25)?20)`;
const BREAK = String.raw`\\+(?:[nr]|u000[0aAdD]|x0[aAdD])|%(?:25)?0[aAdD]|#01[25]|[\s"'+,\0]`;
const KIND = String.raw`(?:[A-Z]{2,9}${SPACE}){0,3}PRIVATE${SPACE}KEY(?:${SPACE}BLOCK)?-----`;

/** Begin and body of a private key in PEM, its lines also as `\n` in JSON; without its end to where the text ends. */
export const privateKey: Rule = whole(
  /-----BEGIN[A-Z +%02]{1,45}PRIVATE/,
  new RegExp(
    String.raw`-----BEGIN${SPACE}${KIND}(?=(?:${BREAK})*(?:[A-Za-z0-9+/=%]{16}|[A-Za-z0-9+/=]{1,15}(?:…|$)|…|$|Proc-Type|Version:|Comment:))[\s\S]*?(?:-----END${SPACE}${KIND}|$)`,
    'g',
  ),
);

/** Of what follows the word only base64 with a colon in it is a user and a password. */
export const basicAuth: Rule = behindKey(
  /basic/i,
  new RegExp(
    String.raw`(?<key>${boundary('a-z')}basic(?:\s{1,4}|%(?:25)?20))(?<secret>[A-Za-z0-9+/_-]{6,}(?:={0,2}|(?=…)))`,
    'gi',
  ),
  (secret, _key, isCut) =>
    isCut ||
    /^[\x20-\x7e\u00a0-\u00ff]*:[\x20-\x7e\u00a0-\u00ff]*$/.test(Buffer.from(secret, 'base64').toString('latin1')),
);

/** Tokens that say whose they are: GitHub, GitLab, Slack, Stripe, Google, npm, SendGrid, OpenAI and others alike. */
const VENDORS = [
  'gh[pousr]_(?:[A-Za-z0-9]{30,}|[A-Za-z0-9]{4,}(?=…))',
  'github_pat_(?:\\w{22,}|\\w{4,}(?=…))',
  'glpat-(?:[\\w-]{20,}|[\\w-]{4,}(?=…))',
  'xox[abeoprs]-(?:[\\w-]{10,}|[\\w-]{4,}(?=…))',
  '(?:sk|rk|pk)_(?:live|test)_(?:[A-Za-z0-9]{16,}|[A-Za-z0-9]{2,}(?=…))',
  'whsec_(?:[A-Za-z0-9+/]{24,}=*|[A-Za-z0-9+/]{4,}(?=…))',
  'AIza(?:[\\w-]{35}|[\\w-]{4,34}(?=…))',
  'ya29\\.(?:[\\w-]{20,}|[\\w-]{4,}(?=…))',
  'GOCSPX-(?:[\\w-]{20,}|[\\w-]{2,}(?=…))',
  'npm_(?:[A-Za-z0-9]{36}|[A-Za-z0-9]{4,35}(?=…))',
  'SG\\.(?:[\\w-]{16,}\\.[\\w-]{16,}|[\\w-]{6,}(?:\\.[\\w-]*)?(?=…))',
  'sk-(?:(?:proj|ant|svcacct)-[\\w-]{20,}|[A-Za-z0-9]{40,}|[\\w-]{6,}(?=…))',
  'hv[sb]\\.(?:[\\w-]{20,}|[\\w-]{5,}(?=…))',
  'dop_v1_(?:[0-9a-f]{64}|[0-9a-f]{2,63}(?=…))',
].join('|');

const VENDOR_TOKEN = new RegExp(`${boundary()}(?:${VENDORS})`, 'g');

export const vendorToken: Rule = {
  hint: /gh[pousr]_|github_pat|glpat-|xox[abeoprs]-|_live_|_test_|whsec_|AIza|ya29\.|GOCSPX|npm_|SG\.|sk-|hv[sb]\.|dop_v1|hooks\.slack/,
  replace: (text, put) =>
    text
      .replace(VENDOR_TOKEN, () => put())
      .replace(
        /(?<=hooks\.slack\.com\/(?:services|workflows)\/)T[A-Z0-9]{4,12}(?:\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{16,}|(?:\/\w{0,40}){0,2}(?=…))/g,
        () => put(),
      ),
};
