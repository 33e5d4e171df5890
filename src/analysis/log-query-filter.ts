/** One `filter @message like …` of Logs Insights QL, by text or by a regular expression that filter patterns know too. */
const LIKE = /(?:^|\|)\s*filter\s+@message\s+(?:like|=~)\s+(?:"([^"\\]+)"|'([^'\\]+)'|\/([\w\s.:|=-]+)\/)\s*(?:\||$)/i;

/**
 * What a log query filters messages by, in the words of a search over log events: a literal text, or a filter pattern
 * with a regular expression. Empty where the query filters otherwise, or by more than that.
 */
export function searchedFor(query: string): { text?: string; pattern?: string } {
  if ((query.match(/\bfilter\b/gi) ?? []).length !== 1) return {};
  const like = LIKE.exec(query);
  const text = like?.[1] ?? like?.[2];
  if (text !== undefined) return { text };
  return like?.[3] === undefined ? {} : { pattern: `%${like[3]}%` };
}
