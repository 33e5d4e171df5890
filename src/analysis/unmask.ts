/** What makes it uncertain where strings begin and end: regular expressions, escapes, comments, quoted names. */
const UNCERTAIN = /[/\\#`]/;
/** The function, and the command. */
const UNMASK = /(?<![\w.@$])UNMASK(?:`?\s*(?:#[^\n]*\n\s*)*\(|`?\s*\/\*)|(?:^|\|)\s*(?:#[^\n]*\n\s*)*UNMASK\s+[\w@`]/;

/**
 * Whether the text of a query asks for what a data protection policy masks. Strings do not count where it is certain where
 * they end; elsewhere it rather finds one too many.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Unmask.html
 */
export function asksToUnmask(query: string, language: 'cwli' | 'ppl' | 'sql'): boolean {
  const isCertain = language === 'cwli' && !UNCERTAIN.test(query);
  const text = isCertain ? query.replaceAll(/"[^"]*"|'[^']*'/g, '""') : query;
  return UNMASK.test(text.toUpperCase());
}
