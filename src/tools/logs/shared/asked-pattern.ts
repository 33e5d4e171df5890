import { ToolError } from '../../../errors.ts';
import { literalPattern, MAX_PATTERN_CHARS } from '../../../format/filter-pattern.ts';

/** What a search asks for: a pattern in filter syntax, a literal text, or neither. */
export interface AskedPattern {
  readonly pattern?: string | undefined;
  readonly text?: string | undefined;
}

/**
 * The filter pattern of a search that gives one, or literal text for one.
 * @throws ToolError invalid_input where it gives both, or a text that is too long as a pattern
 */
export function patternOf(asked: AskedPattern): string | undefined {
  if (asked.pattern !== undefined && asked.text !== undefined) {
    throw new ToolError(
      'invalid_input',
      'pattern and text were both given: use text for literal text, or pattern for filter syntax.',
    );
  }
  const pattern = asked.text === undefined ? asked.pattern : literalPattern(asked.text);
  if (pattern !== undefined && pattern.length > MAX_PATTERN_CHARS) {
    throw new ToolError(
      'invalid_input',
      `text is too long: quoted as a filter pattern it has ${pattern.length} characters, and CloudWatch Logs takes ${MAX_PATTERN_CHARS}. Use a part of it.`,
    );
  }
  return pattern;
}
