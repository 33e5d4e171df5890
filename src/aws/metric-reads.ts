import { isSql } from './metric-query.ts';

/** The name of a namespace that could be any. */
const ANY = '';

/** Metric math that computes with what other queries of the same call read, and reads nothing itself. */
const PURE = new Set(
  `ABS ANOMALY_DETECTION_BAND AVG CEIL DATAPOINT_COUNT DATE DAY DIFF DIFF_TIME EPOCH FILL FIRST FLOOR HOUR IF LAST LOG LOG10
  MAX METRICS METRIC_COUNT MIN MINUTE MONTH PERIOD RATE REMOVE_EMPTY RUNNING_SUM SERVICE_QUOTA SLICE SORT STDDEV SUM
  TIME_SERIES YEAR AND OR NOT`.split(/\s+/),
);

/**
 * The namespaces that an expression may read by itself, for whoever may not read all: an empty text stands for any, wherever
 * the expression could be understood in two ways. Sources: "CloudWatch search expression syntax", "Metrics Insights query
 * components and syntax" and "Using math expressions" of the CloudWatch user guide.
 */
export function namespacesRead(expression: string): string[] {
  if (expression === '') return [];
  if (expression.includes('\\')) return [ANY];
  return [...new Set(isSql(expression) ? [sqlNamespace(expression)] : mathNamespaces(expression))];
}

/** Quoted texts of either kind, words, and every other character but white space; a quote that is not closed stands alone. */
const TOKEN = /"[^"]*"|'[^']*'|[^\s"'(),{}=<>!+\-*/^]+|[^\s]/g;

/** Metrics Insights: one FROM outside quotes, a namespace or SCHEMA(namespace, …) behind it. */
function sqlNamespace(expression: string): string {
  const tokens = tokensOf(expression, /"[^"]*"|'[^']*'|[^\s"'(),]+|[^\s]/g);
  if (tokens.includes('"') || tokens.includes("'")) return ANY;
  const from = tokens.flatMap((token, i) => (token.toUpperCase() === 'FROM' ? [i] : []));
  const [at = -1] = from;
  if (from.length !== 1) return ANY;
  const schema = tokens[at + 1]?.toUpperCase() === 'SCHEMA';
  if (schema && tokens[at + 2] !== '(') return ANY;
  const name = tokens[at + (schema ? 3 : 1)] ?? '';
  // Two quoted texts that touch could be one with a quote in it.
  if (/"\s*"|'\s*'/.test(expression)) return ANY;
  if (name.startsWith('"')) return name.slice(1, -1);
  return /^[\w/.:#-]+$/.test(name) ? name : ANY;
}

/** Metric math has no such words: what has them holds SQL, however it is wrapped. */
const isSqlWord = (token: string) => /^(?:SELECT|FROM)$/i.test(token);

/** Every SEARCH says its namespace; every other function is known to read nothing. */
function mathNamespaces(expression: string): string[] {
  const tokens = tokensOf(expression, TOKEN);
  if (tokens.includes('"') || tokens.includes("'") || tokens.some(isSqlWord)) return [ANY];
  return tokens.flatMap((token, i) => {
    if (tokens[i + 1] !== '(' || !/^[A-Za-z_]/.test(token) || PURE.has(token.toUpperCase())) return [];
    const namespace = token.toUpperCase() === 'SEARCH' ? searchNamespace(tokens[i + 2] ?? '') : ANY;
    // No namespace is meant to hold a star; a search may mean more than one by it.
    return [namespace.includes('*') ? ANY : namespace];
  });
}

/** `{AWS/EC2,InstanceId} …` with one schema at its beginning, or `Namespace="AWS/EC2" …` of terms that must all hold. */
function searchNamespace(quoted: string): string {
  if (!/^['"]/.test(quoted)) return ANY;
  const terms = quoted.slice(1, -1).trim();
  const schema = /^\{\s*(?:"([^"{}]+)"|([^\s,"{}]+))\s*(?:,[^{}]*)?\}([^{}]*)$/.exec(terms);
  if (schema) return isOneTerm(schema[3] ?? '') ? (schema[1] ?? schema[2] ?? ANY) : ANY;
  if (/[{}()]|\b(?:OR|NOT)\b|[-!|]\s*Namespace/i.test(terms)) return ANY;
  const named = [...terms.matchAll(/(?:^|\s)Namespace\s*=\s*"([^"]+)"(?=\s|$)/g)];
  return named.length === 1 ? (named[0]?.[1] ?? ANY) : ANY;
}

/** Whether all terms must hold: alternatives are in brackets. Otherwise the schema might be only one of them. */
function isOneTerm(terms: string): boolean {
  let left = terms.replaceAll(/"[^"]*"/g, ' ');
  for (let before = ''; before !== left;) {
    before = left;
    left = left.replaceAll(/\([^()]*\)/g, ' ');
  }
  return !/[()"]|\bOR\b/i.test(left);
}

function tokensOf(expression: string, token: RegExp): string[] {
  return [...expression.matchAll(token)].map(([text]) => text);
}
