/** `name=JSON name=JSON …`, as a client would take it from the text. */
export function readArguments(text: string): Record<string, unknown> {
  const parts = text.split(/ (?=[a-z_]+=(?:["[{\d]))/);
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), JSON.parse(part.slice(at + 1)) as unknown];
    }),
  );
}
