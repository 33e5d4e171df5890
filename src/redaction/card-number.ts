import { BEHIND_ESCAPE, WRITTEN_EQUALS, type Rule } from './rule.ts';

/** What goes on after a number as if it were part of a longer one. */
const GOES_ON = String.raw`[\w/=%-]|[.,:]\d|[ -]\d`;
/** What is written behind a card: when it expires, its code, or the next card. */
const BESIDE = String.raw`[ ,:;|/]{1,2}(?:(?:0[1-9]|1[0-2])[/-]?(?:20)?\d\d(?![\d.])|20\d\d-(?:0[1-9]|1[0-2])(?![\d-])|\d{3,4}(?![\d.:/-])|[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?!\d))`;
const END = `(?:(?!${GOES_ON})|(?=${BESIDE}))`;
/** Digits in the lengths of cards, alone or in groups with one kind of space between. */
const CANDIDATE = new RegExp(
  String.raw`(?<![\w.,+/=%:-]|\d[ ])(?:[3-6]\d{12,18}|(?:[2-6]\d{3})([ -])\d{4}\1\d{4}\1\d{1,7}|3[47]\d{2}([ -])\d{6}\2\d{5}|3[0689]\d{2}([ -])\d{6}\3\d{4}|2[2-7]\d{14})${END}|(?<=[="':#([>,])(?:[3-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\4\d{4}\4\d{1,7}|3[47]\d{2}([ -])\d{6}\5\d{5}|2[2-7]\d{14})${END}|${BEHIND_ESCAPE}(?:[3-6]\d{12,18}|2[2-7]\d{14})(?![\w/=-]|%(?![0-9A-F]{2})|[.,:]\d|[ -]\d)|(?<=[;B])[3-6]\d{12,18}(?==\d{4}|\^)`,
  'g',
);
/** Three or four digits alone, which may be anything. */
const MAYBE_CODE = /^[ ,:;|/]{1,2}\d{3,4}(?![\d/-])/;
const EQUALS_WRITTEN = new RegExp(`(?:${WRITTEN_EQUALS})$`);

/** What the issuers give out: begin and lengths. ISO/IEC 7812; the ranges in use are those of the schemes' own pages. */
const ISSUERS: readonly (readonly [begin: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
];

/** Names before a number that say it is another: `order_id=`, `"traceId":`. */
const OTHER_NAME =
  /(?:id|ids|trace|span|order|invoice|ticket|seq(?:uence)?|offset|ts|timestamp|time|nonce|ref(?:erence)?|tracking|imei|account|serial|key|hash|port|size|bytes|count|version|phone|msisdn|shipment|parcel|batch|job|build|sku|barcode|ean|gtin)(?:[-_ ]?(?:number|num|no|nr|code))?["'\\]{0,3}\s{0,2}[:=#]?\s{0,2}["'#\\([]{0,3}$/i;
const CARD_NAME =
  /(?:card|pan|cc|credit|visa|mastercard|amex|payment)[\w -]{0,16}["'\\]{0,3}\s{0,2}[:=#]?\s{0,2}["'#\\([]{0,3}$/i;

export const cardNumber: Rule = {
  hint: /[2-6]\d{3}(?:\d{9}|[ -]\d{4}[ -]\d{4}|[ -]\d{6})/,
  replace: (text, put) =>
    text.replace(CANDIDATE, (match, ...rest) => {
      const at = rest.find((part) => typeof part === 'number') as number;
      const digits = match.replaceAll(/[ -]/g, '');
      const before = text.slice(Math.max(0, at - 40), at).replace(EQUALS_WRITTEN, '=');
      const named = CARD_NAME.test(before);
      if (!named && OTHER_NAME.test(before)) return match;
      if (!named && digits === match && MAYBE_CODE.test(text.slice(at + match.length, at + match.length + 8)))
        return match;
      return isIssued(digits, named || digits !== match) && isLuhn(digits) ? put() : match;
    }),
};

/** @param sure whether something beside the digits says that it is a card */
function isIssued(digits: string, sure: boolean): boolean {
  const lengths = ISSUERS.find(([begin]) => begin.test(digits))?.[1] ?? [];
  return lengths.includes(digits.length) && (sure || (digits.length <= 16 && digits.length > 13));
}

/** The check digit of ISO/IEC 7812-1. A number that repeats one digit is none. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && new Set(digits).size > 1;
}
