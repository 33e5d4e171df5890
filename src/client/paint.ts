/** The few styles of the terminal output; each is the identity where there is no colour. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly call: (text: string) => string;
  readonly aside: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const ESCAPE = String.fromCharCode(27);
const BOLD = 1;
const DIM = 2;
const RED = 31;
const GREEN = 32;
const CYAN = 36;

export function paintFor(colour: boolean): Paint {
  const style =
    (...codes: readonly number[]) =>
    (text: string) =>
      colour && text !== '' ? `${ESCAPE}[${codes.join(';')}m${text}${ESCAPE}[0m` : text;
  return {
    title: style(BOLD),
    call: style(CYAN),
    aside: style(DIM),
    good: style(BOLD, GREEN),
    bad: style(BOLD, RED),
  };
}

/** `ESC [ … letter`: how a terminal is told to move, colour or clear. */
const SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]`, 'g');
/** Every control character but tab and line feed. */
const CONTROL = /[^\P{Cc}\t\n]/gu;

/** Text from a server without what would steer a terminal: an escape sequence in a log line must not reach it. */
export function plain(text: string): string {
  return text.replaceAll(SEQUENCE, '').replaceAll(CONTROL, '');
}

/** What would steer a terminal or hide in a line: controls but tab and line feed, direction marks, invisible signs. */
const HIDDEN = /[^\P{Cc}\t\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Unicode has a picture for each of the first 32 controls, and for the last of ASCII. */
const PICTURES = 0x2400;
const DELETE = 0x7f;

/** Text from a server with what would steer a terminal made visible: `␛[31m`, `\u202e`. CR LF is a line feed. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(HIDDEN, (sign) => {
    const code = sign.charCodeAt(0);
    if (code < 32) return String.fromCharCode(PICTURES + code);
    if (code === DELETE) return '␡';
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** JSON for a terminal: still the same JSON, with what would steer one escaped. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    HIDDEN,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
