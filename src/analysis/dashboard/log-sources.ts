/** A log widget's query, as a query of Logs Insights is asked: its groups beside it. */
export interface LogQuery {
  /** Names or ARNs. */
  readonly groups: readonly string[];
  readonly query: string;
  readonly language: 'SQL' | 'PPL' | undefined;
}

/** `SOURCE '/aws/lambda/a'`, with either quote or none, up to the next pipe. */
const SOURCE = /^\s*SOURCE\s+(?:'([^']+)'|"([^"]+)"|([^\s'"|()]+))\s*(?:\||$)/i;

/**
 * Divides `SOURCE 'a' | SOURCE 'b' | fields …` into groups and the query behind them. `SOURCE logGroups(…)`, which the API
 * takes, stays in the query.
 */
export function splitSources(text: string, language?: string): LogQuery {
  const groups: string[] = [];
  let rest = text;
  for (let source = SOURCE.exec(rest); source !== null; source = SOURCE.exec(rest)) {
    groups.push((source[1] ?? source[2] ?? source[3] ?? '').trim());
    rest = rest.slice(source[0].length);
  }
  const known = /^(SQL|PPL)$/i.exec(language ?? '')?.[0].toUpperCase() as 'SQL' | 'PPL' | undefined;
  return { groups: [...new Set(groups)].filter((group) => group !== ''), query: rest.trim(), language: known };
}
