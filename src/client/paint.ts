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
