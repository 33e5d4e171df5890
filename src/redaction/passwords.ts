import { withoutCookies } from './cookies.ts';
import { isMachineMade, isStandIn, WRITTEN_EQUALS, type Rule } from './rule.ts';

/** What may stand between a name and its value. */
const QUOTE = String.raw`(?:[\\"']|%(?:25)?22|(?<=\\)u0022){0,6}`;
const BETWEEN = String.raw`${QUOTE}\s{0,3}(?::=|=>|=|:|%(?:25)?3A|${WRITTEN_EQUALS})(?:\s|\\u[0-9a-f]{4}){0,3}`;
const ESCAPED_QUOTE = String.raw`\\+"(?:\\{1,4}u[0-9a-f]{4}){0,3}(?<escaped>[^"\\]+)`;
const DOUBLE_QUOTED = String.raw`"(?<double>(?:[^"\\]|\\.)+)`;
const SINGLE_QUOTED = String.raw`'(?<single>(?:[^'\\]|\\.)+)`;
/** A comma ends a value where another name follows, or nothing. */
const BARE = String.raw`(?<bare>[^\s"'&;,<>\\]+(?:,(?![\w.-]{1,40}[=:])[^\s"'&;,<>\\]+){0,3})`;
const ENCODED_QUOTE = String.raw`%(?:25)?22(?<encoded>(?:(?!%(?:25)?22)[^\s"'&])+)`;
/** What ends a value of JSON that stands in a URL. */
const ENCODED_END = /%(?:25)?(?:2C|7D|5D)/i;
const VALUE = `(?:${ENCODED_QUOTE}|${ESCAPED_QUOTE}|${DOUBLE_QUOTED}|${SINGLE_QUOTED}|${BARE})`;

interface Assigned {
  /** The name as far as it tells, with what stands before it: `client_secret` in `"client_secret": `. */
  readonly name: string;
  /** What stands between name and value. */
  readonly between: string;
  readonly value: string;
  readonly quoted: boolean;
  /** Only its begin is left. */
  readonly isCut: boolean;
}

const NAME_CHAR = /[\w.-]/;
/** How much of what stands before a name's last word is looked at, characters. */
const NAME_CHARS = 80;

/** Replaces what `isSecret` says of the values that are assigned to names that end with one of `words`. */
function assigned(words: string, isSecret: (assigned: Assigned) => boolean): Rule['replace'] {
  const pattern = new RegExp(`(?<word>${words})(?<between>${BETWEEN}|(?<=<[\\w-]{1,40})>(?!@))${VALUE}`, 'gi');
  return (text, put) =>
    text.replace(pattern, (match, ...rest) => {
      const groups = rest.at(-1) as Record<string, string | undefined>;
      const at = rest.find((part) => typeof part === 'number') as number;
      const quoted = groups['encoded'] ?? groups['escaped'] ?? groups['double'] ?? groups['single'];
      const { word = '', between = '', bare = '' } = groups;
      const unquoted = /%(?:25)?22/.test(between) ? (bare.split(ENCODED_END, 1)[0] ?? '') : withoutClosing(bare);
      const [value = '', cut] = (quoted ?? unquoted).split('…', 2);
      if (value === '' || isStandIn(value)) return match;
      const lead = text.slice(Math.max(0, at - NAME_CHARS), at);
      if (lead.endsWith(':') && /arn:aws[\w:-]{0,80}:$/.test(lead)) return match;
      const before = nameBefore(lead);
      if (!isSecret({ name: before + word, between, value, quoted: quoted !== undefined, isCut: cut !== undefined }))
        return match;
      const from = match.indexOf(value, word.length + between.length);
      return `${match.slice(0, from)}${put()}${match.slice(from + value.length)}`;
    });
}

/** The begin of a name at the end of a text. A pattern would look for it from everywhere. */
function nameBefore(lead: string): string {
  let from = lead.length;
  while (from > Math.max(0, lead.length - 40) && NAME_CHAR.test(lead.charAt(from - 1))) from -= 1;
  return lead.slice(from);
}

/** Without what closes something around the value, or ends its sentence. A pattern would look for the end from everywhere. */
function withoutClosing(value: string): string {
  let end = value.length;
  while (end > 0 && ')]}.:'.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}

/** A key of JSON, or `key=`: what stands in quotes behind it is the value, however many words it has. */
const ASSIGNED = /^[\\"'%]|=/;
/** What is said of a password, as validation does in its place. */
const PROSE =
  /^(?:(?:your|the|this|a|new|old|current) )?(?:(?:password|passphrase|field|value) )?(?:is|was|has|have|must|should|may|can(?:not|'t)?|does|do|did|too|at least|please|enter|use|required|invalid|incorrect|wrong|missing|expected|expires?|change|reset|forgot|minimum|maximum|not|no|never|only|stored|set|see|same as)\b|\b(?:must|required|characters?|invalid|incorrect|do(?:es)? not match)\b/i;

/** People choose them, so any value of the name is one; only in prose, `password: must be longer`, it must look like one. */
const passwordAssigned = assigned(
  '(?:passwords?|passwd|passphrase|passcode|pass|pwd|(?<![a-z])pw)(?:[-_]?hash|\\.result|(?:\\.\\w{1,40}){1,2}\\.result)?',
  ({ name, between, value, quoted }) => {
    if (/pwd$/i.test(name) && /^[/~]|^[A-Z]:/.test(value)) return false;
    if (/pass$/i.test(name) && !isPass(name, value, quoted || !/\s/.test(between))) return false;
    if (quoted) return !/\s.*\s/.test(value) || (ASSIGNED.test(between) && !PROSE.test(value));
    // A number is JSON's, whatever stands before it.
    if (/^[\\"']/.test(between) && /^\d{4,}$/.test(value)) return true;
    if (!/\s/.test(between)) return !/^[[({]$/.test(value);
    return value.length >= 6 && /\d|[!@#$%^*]/.test(value) && /[A-Za-z]/.test(value);
  },
);

/** `DB_PASS`, `dbPass` and `pass`, but no `bypass`; the word alone may also be a round, or the outcome of a test. */
function isPass(name: string, value: string, isTight: boolean): boolean {
  if (!/(?:^|[^A-Za-z])pass$|(?:^|[^A-Za-z])PASS$|[a-z]Pass$|^Pass$/.test(name)) return false;
  if (/^(?:ok|pass(?:ed)?|fail(?:ed)?|skip(?:ped)?|error|[\d.,/%]{1,5})$/i.test(value)) return false;
  if (name.length > 4 || (isTight && value.length >= 6)) return /[A-Za-z]/.test(value) || value.length >= 6;
  return value.length >= 6 && /[A-Za-z]/.test(value) && /[\d!@#$%^*]/.test(value);
}

/** Names and values as pairs: the environment of a container, headers, tags. */
const pairedWith = (names: string) =>
  new RegExp(
    String.raw`(?<=\b(?:name|key)[\\"']{0,3}\s{0,3}[:=]\s{0,3}[\\"']{0,3}[\w.-]{0,60}(?:${names})[\\"']{0,3},?\s{0,40}[\\"']{0,3}value[\\"']{0,3}\s{0,3}[:=]\s{0,3}[\\"']{0,3})[^\s"'\\,}]{4,}`,
    'gi',
  );

/** The same with the value before its name. */
const pairedBefore = (names: string) =>
  new RegExp(
    String.raw`(?<=\bvalue[\\"']{1,3}\s{0,3}[:=]\s{0,3}[\\"']{1,3})[^\s"'\\,}]{4,200}(?=[\\"']{1,3},\s{0,40}[\\"']{1,3}(?:name|key)[\\"']{1,3}\s{0,3}[:=]\s{0,3}[\\"']{1,3}[\w.-]{0,60}(?:${names})[\\"'])`,
    'gi',
  );

/** Words behind a flag in prose: it is spoken of, not used. */
const SPOKEN =
  /^(?:is|was|are|must|may|should|can|cannot|and|or|to|for|of|in|on|if|not|with|from|by|instead|option|flag|argument|parameter|value|file|has|needs|without|when)$/i;

/** On command lines and in prose, where no sign stands between. */
const SAID: readonly RegExp[] = [
  pairedWith('password|passwd'),
  pairedBefore('password|passwd'),
  /(?<=\b(?:user|role|login)\s[\w"$.@-]{1,64}\s(?:with\s)?(?:\w{1,20}\s){0,3}password\s[=\s]{0,2}')[^'\s]{1,200}(?=['…])/gi,
  /(?<=\sidentified (?:with \w{1,40} )?by (?:password )?['"])[^'"\s]{1,200}(?=['"…])/gi,
  /(?<=\s--?(?:[\w-]{0,40}[-_])?(?:password|passwd|passphrase)\s['"]?)[^\s'"=-][^\s'"]{2,200}/gi,
  /(?<=\bcurl\s(?:[^|;\n]{0,120}\s)?(?:-u|--user)[ =]['"]?[^\s:'"]{1,64}:)[^\s'"]{1,200}/g,
  /(?<=\bmysql(?:dump|admin|import)?\s(?:[^|;\n]{0,120}\s)?-p)[^\s'"-][^\s'"]{2,200}/g,
  /(?<=\bsshpass\s-p\s?['"]?)[^\s'"]{2,200}/g,
  /(?<=\brequirepass\s"?)[^\s"]{4,200}/g,
  /(?<=(?:^|[>\s"])AUTH\s(?:PLAIN\s|LOGIN\s)?"?)(?=[^\s"]{0,100}\d)(?=[^\s"]{0,100}[A-Za-z])[^\s"]{8,200}/g,
  /(?<=\b(?:with|using|has) password ['"]?)(?=[^\s'"]{0,60}\d)(?=[^\s'"]{0,60}[A-Za-z])[^\s'",]{8,200}/gi,
];

export const password: Rule = {
  hint: /pass(?:w|ph|code|[\\"']{0,6}\s{0,3}[:=>%\\])|pwd|\bpw["']?\s?[:=]|identified by|-u\s|--user|mysql|sshpass|requirepass|AUTH\s/i,
  replace: (text, put) =>
    SAID.reduce(
      (rest, pattern) => rest.replace(pattern, (value) => (isStandIn(value) || SPOKEN.test(value) ? value : put())),
      passwordAssigned(text, put),
    ),
};

/** Tokens that only say where to read on, or which request it was, or what a parser met. */
const HARMLESS =
  /(?:next|page|paging|pagination|continuation|continue|resume|sync|marker|start|starting|request|idempotency|cancellation|cancel|stop|end|parse|lex|syntax|unexpected|client|forward|backward)[-_.]?(?:request[-_.]?)?token$/i;

/** Machines make them: what does not look made by one is a name, a count or a word. */
const secretAssigned = assigned(
  '(?:secret(?:[-_]?key)?|token|api[-_]?key|access[-_]?key|auth[-_]?key|account[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|credentials?|session[-_]?(?:id|key)|sessid)',
  ({ name, value: text, quoted, isCut }) => {
    if (HARMLESS.test(name)) return false;
    if (/^(?:arn:|https?:|s3:|projects\/)/.test(text) || /[\s()]|aws4_request/.test(text)) return false;
    if (isCut && text.length >= 8) return true;
    if (text.length < 16 || !/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
    return isMachineMade(text, quoted);
  },
);

const NAMES = 'secret|token|api_?key|access_?key';
const PAIRED = [pairedWith(NAMES), pairedBefore(NAMES)];
/** On command lines. */
const FLAGGED =
  /(?<=\s|^)(--?[\w-]{0,40}?(?:token|api[-_]?key|(?:secret|access)[-_]?key|secret))(\s{1,3}['"]?)([^\s'"=…-][^\s'"…]{7,400})(…?)/gi;

export const apiSecret: Rule = {
  hint: /cookie|value[\\"']{1,3}\s{0,3}[:=]|--?[\w-]{0,40}(?:token|key|secret)\s|(?:secret|token|key|credentials?|sess(?:ion[-_]?)?id)(?:[\\"']{0,6}\s{0,3}(?:[:=>%]|u00[23])|[\\"']{0,3},?\s{0,40}[\\"']{0,3}value)/i,
  replace: (text, put) =>
    withoutCookies(
      PAIRED.reduce(
        (rest, pattern) => rest.replace(pattern, (value) => (isStandIn(value) ? value : put())),
        secretAssigned(text, put),
      ).replace(FLAGGED, (match, flag: string, between: string, value: string, cut: string) => {
        if (HARMLESS.test(flag) || isStandIn(value)) return match;
        const made = value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && isMachineMade(value, true);
        return made || (cut !== '' && value.length >= 8) ? `${flag}${between}${put()}${cut}` : match;
      }),
      put,
    ),
};
