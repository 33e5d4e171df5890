/** A pattern in which `*` stands for anything, ready to be asked. */
type Glob = (text: string) => boolean;

/**
 * Whether a text matches one of some patterns. `*` stands for any characters, none included; everything else for itself,
 * case included. A text is gone through once, whatever the pattern: each part between two stars is looked for behind the
 * one before it, and the first place where it is is as good as any later.
 */
export function anyOf(patterns: readonly string[]): Glob {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(globOf);
  return (text) => exact.has(text) || globs.some((matches) => matches(text));
}

function globOf(pattern: string): Glob {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop() ?? '';
  const between = rest.filter((part) => part !== '');
  return (text) => {
    if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false;
    let from = start.length;
    for (const part of between) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= text.length - end.length;
  };
}
