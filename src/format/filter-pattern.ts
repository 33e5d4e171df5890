/**
 * A literal text as a CloudWatch Logs filter pattern: one quoted phrase, in which `\` and `"` are escaped, as the AWS CDK
 * writes terms. Matching is case-sensitive.
 */
export function literalPattern(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The longest filter pattern that FilterLogEvents takes, characters (its model). */
export const MAX_PATTERN_CHARS = 1024;
