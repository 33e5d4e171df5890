import type { RedactionSection } from '../config-sections/redaction.ts';
import { visible } from '../format/visible.ts';
import { cleanData } from '../redaction/clean.ts';
import { withoutKeyLines, type LoggedMessage } from '../redaction/key-lines.ts';
import { namesPlaceholder, redactedNote } from '../redaction/note.ts';
import { createRedactor } from '../redaction/redactor.ts';
import type { Output } from '../tools/define.ts';
import { digest, KEPT_CHARS, type Shown } from '../tools/paging.ts';

/** What is done with all that leaves. */
export interface Privacy {
  /** A text without secrets, and with nothing hidden in it. */
  readonly clean: (text: string) => string;
  /** Messages cleaned, and without the lines of a private key that was logged line by line. */
  readonly cleanMessages: (messages: readonly LoggedMessage[]) => string[];
  /** An output with every text of it cleaned. */
  readonly cleanOutput: (output: Output) => Output;
  /** The same for the text of an error. @param input what was asked, where it was understood */
  readonly errorText: (text: string, input: unknown) => string;
  /** What a rendered answer says of secrets that it does not show; undefined where there are none, or nothing is replaced. */
  readonly note: (text: string) => string | undefined;
  /**
   * The key of the last row shown, as a cursor may carry it.
   * @param cleaned the key of the same row as the answer shows it: what differs holds a secret
   */
  readonly hiddenKey: (shown: Shown, cleaned: Shown) => Shown;
  /** Where to read on, which only saves work, where it holds no secret. */
  readonly hiddenHint: (hint: string) => string | undefined;
}

/** Characters of a digest that stands for a name with a secret: enough to tell rows apart, too few to try secrets on. */
const DIGEST_CHARS = 4;

/** A moment as `formatTime` writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/;

/** @param section of the configuration; without one every rule is on */
export function createPrivacy(section: RedactionSection | undefined): Privacy {
  const redact = createRedactor(section);
  // Only what an operator looks for could be in a time; an answer has hundreds of them.
  const mayHide = (section?.custom ?? []).length > 0 ? () => true : (text: string) => !TIME.test(text);
  const clean = (text: string) => (mayHide(text) ? redact(visible(text)) : text);
  const hidesKeys = section === undefined || (section.enabled && section.rules['private-key'] !== false);
  return {
    clean,
    cleanMessages: (messages) => {
      const cleaned = messages.map((one) => ({ group: one.group, stream: one.stream, message: clean(one.message) }));
      return hidesKeys ? withoutKeyLines(cleaned) : cleaned.map(({ message }) => message);
    },
    cleanOutput: (output) => cleanData(output, clean),
    errorText: (text, input) => `${clean(text)}${namesPlaceholder(input) ? PLACEHOLDER_ASKED : ''}`,
    note: (text) => (section?.enabled === false ? undefined : redactedNote(text)),
    hiddenKey: (shown, cleaned) =>
      shown.map((part, i) => (typeof part === 'string' ? hidden(part, cleaned[i], redact) : part)),
    hiddenHint: (hint) => (redact(hint) === hint ? hint : undefined),
  };
}

const PLACEHOLDER_ASKED =
  ' A parameter holds [redacted:…], which stands for a secret that is not shown: what has it in its name cannot be asked for by that name.';

/** What stands before the secret, and a digest: rows are compared with what they really are. */
function hidden(text: string, cleaned: Shown[number] | undefined, redact: (text: string) => string): Shown[number] {
  const redacted = redact(text);
  const safe = redacted === text && typeof cleaned === 'string' ? cleaned : redacted;
  if (safe === text) return text;
  let kept = 0;
  while (kept < KEPT_CHARS && safe.charAt(kept) === text.charAt(kept)) kept += 1;
  return [text.slice(0, kept), digest(text).slice(0, DIGEST_CHARS)];
}
