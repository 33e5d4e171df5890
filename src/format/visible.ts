/* eslint-disable no-control-regex -- they are what is looked for */

/** Colours, cursor movements, titles and links of terminals (ECMA-48). They say nothing in an answer. */
const TERMINAL = /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,300}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/**
 * What a reader does not see: controls other than tabs and line breaks, marks that turn the direction of writing, spaces
 * and joiners without width but those that scripts and emoji need, letters that are blank (Hangul's fillers, Braille
 * without dots), variation selectors but one behind what has variants, and Unicode's tags, in which whole sentences can hide.
 */
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<![#*0-9\u00a9\u00ae\u2030-\u205f\u2070-\u27ff\u2801-\u3163\u3165-\ufdff])[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/g;
const ANY =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\udb40]|[\ufe00-\ufe0f]/;

/** A text from outside with nothing hidden in it: sequences for terminals are left out, what else is not seen is written out, `\u202e`. */
export function visible(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replaceAll(TERMINAL, '').replaceAll(UNSEEN, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A name from outside on one line, whatever breaks it. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}
