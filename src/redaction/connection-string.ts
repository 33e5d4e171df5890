import { BEHIND_ESCAPE, isStandIn, type Rule } from './rule.ts';

/** `scheme://user:` of what may follow: a password and `@host`. */
const KEY = new RegExp(
  String.raw`(?:(?<![a-z0-9+.-]|\\(?=[nrtbfux])|%(?=[0-9a-f]{2}))|${BEHIND_ESCAPE})(?:jdbc:)?(?<scheme>[a-z][a-z0-9+.-]{1,20}):\\{0,4}\/\\{0,4}\/(?<user>[^\s:@/"'<>\\,]{0,80}):`,
  'gi',
);
/** The same as it stands in the query of another URL, encoded once or twice. */
const ENCODED =
  /(?<key>[a-z][a-z0-9+.-]{1,20}%(?:25)?3A%(?:25)?2F%(?:25)?2F[\w.~-]{0,80}%(?:25)?3A)(?<secret>(?:(?!%(?:25)?2F)[^\s"'<>&…]){1,1500})(?=%(?:25)?40[\w.[$*-]|…)/gi;
const WEB = /^(?:https?|wss?|ftp|s3|git|file)$/i;
const HOST_BEGINS = /[\w.[$*-]/;
const PORT = /^\d{1,5}$/;

export const connectionString: Rule = {
  hint: /:\\{0,4}\/\\{0,4}\/[^\s:/@]{0,80}:|3A%(?:25)?2F%/i,
  replace: (text, put) =>
    withoutPasswords(text, put).replace(ENCODED, (match, key: string, secret: string) =>
      isStandIn(secret) || PORT.test(secret) ? match : `${key}${put()}`,
    ),
};

/**
 * A password may hold an `@`, so the last one before the path counts; a `/` only where the scheme is no web address's,
 * whose port and path would look the same. Where it ends is looked up once for all keys of a word: a pattern that looks for
 * it behind each takes seconds for a word of many.
 */
function withoutPasswords(text: string, put: () => string): string {
  const endOfWord = ends(text, /[\s"'<>\\]/g);
  const endOfPlain = ends(text, /[\s/"'<>\\]/g);
  const endOfCut = ends(text, /[\s/"'<>\\@]/g);
  let result = '';
  let copied = 0;
  for (let key = findKey(text, 0); key !== undefined;) {
    const { from, scheme, user } = key;
    const isWeb = WEB.test(scheme);
    const at = (isWeb ? endOfPlain : endOfWord).before('@', from, HOST_BEGINS);
    const cut = at === undefined ? endOfCut.before('…', from) : undefined;
    const end = at ?? cut;
    if (end === undefined) {
      key = findKey(text, key.index + 1);
      continue;
    }
    const secret = text.slice(from, end);
    if (isSecret(secret, cut !== undefined, isWeb && user === '')) {
      result += `${text.slice(copied, from)}${put()}`;
      copied = end;
    }
    key = findKey(text, end);
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function isSecret(secret: string, isCut: boolean, isBareWeb: boolean): boolean {
  if (isStandIn(secret) || /^\d{1,5}\//.test(secret)) return false;
  // Of what is cut it is not known whether it is a port.
  return !isCut || !(PORT.test(secret) || isBareWeb);
}

function findKey(text: string, index: number) {
  KEY.lastIndex = index;
  const match = KEY.exec(text);
  if (match === null) return undefined;
  const { scheme = '', user = '' } = match.groups ?? {};
  return { index: match.index, from: match.index + match[0].length, scheme, user };
}

/** Where words end, for places asked in ascending order. */
function ends(text: string, stop: RegExp) {
  let [begin, end] = [0, -1];
  const last = new Map<string, number>();

  function moveTo(from: number): void {
    if (from <= end) return;
    stop.lastIndex = from;
    [begin, end] = [from, stop.exec(text)?.index ?? text.length];
    last.clear();
  }

  return {
    /** The last place of `mark` behind `from`, in the word there, that `next` follows; undefined where there is none. */
    before(mark: string, from: number, next?: RegExp): number | undefined {
      moveTo(from);
      let at = last.get(mark);
      if (at === undefined) {
        const isMark = (i: number) => text.charAt(i) === mark && (next === undefined || next.test(text.charAt(i + 1)));
        at = end - 1;
        while (at >= begin && !isMark(at)) at -= 1;
        last.set(mark, at);
      }
      return at > from ? at : undefined;
    },
  };
}
