/** Shorter texts are of other lines, too. */
const LEAST_CHARS = 12;
/** What a pattern has instead of values (`<Token-2>`, `<*>`), what would have to be escaped, and what was cut or redacted. */
const NO_TEXT = /<[^<>]*>|\[redacted:[^\]]*\]|…[^]*$|["'\\\s](?=["'\\\s])|["'\\\n\r\t]/;

/** The longest text that every line of a log pattern has as it stands; undefined where none would tell them from others. */
export function literalOf(pattern: string): string | undefined {
  const texts = pattern.split(NO_TEXT).map((text) => text.trim());
  const [longest = ''] = texts.toSorted((a, b) => b.length - a.length);
  return longest.length < LEAST_CHARS ? undefined : longest;
}
