/**
 * What CloudWatch's PromQL endpoint asks for beyond Prometheus, by the "Prometheus-compatible APIs" pages of its user
 * guide: a metric name in every selector, required and bounded parameters, and truncation with a warning.
 */
import type { PromqlRequest } from '../wire/call.ts';

const MAX_RANGE_SECONDS = 7 * 86_400;
const MAX_SERIES = 500;
const MAX_LISTED = 10_000;

/** Each endpoint's required parameters, which of them hold selectors that need a metric name, its verbs and the most rows it returns. */
const ENDPOINTS: [path: RegExp, rules: { required: string[]; named: string[]; verbs: string[]; most: number }][] = [
  [/^query$/, { required: ['query'], named: ['query'], verbs: ['GET', 'POST'], most: MAX_SERIES }],
  [
    /^query_range$/,
    { required: ['query', 'start', 'end', 'step'], named: ['query'], verbs: ['GET', 'POST'], most: MAX_SERIES },
  ],
  [/^series$/, { required: ['match[]', 'start', 'end'], named: ['match[]'], verbs: ['GET', 'POST'], most: MAX_LISTED }],
  [/^labels$/, { required: [], named: [], verbs: ['GET', 'POST'], most: MAX_LISTED }],
  [/^label\/[^/]+\/values$/, { required: [], named: [], verbs: ['GET'], most: MAX_LISTED }],
];

/** How many rows CloudWatch returns for `promql`, or the status and sentence with which it refuses it. */
export function cloudwatchLimit(promql: PromqlRequest): { limit: number } | { status: number; error: string } {
  const rules = ENDPOINTS.find(([path]) => path.test(promql.path))?.[1];
  if (!rules) return { status: 404, error: 'not found' };
  if (!rules.verbs.includes(promql.method)) return { status: 405, error: 'method not allowed' };
  const values = (name: string) => promql.parameters.filter(([other]) => other === name).map(([, value]) => value);
  const missing = rules.required.find((name) => values(name).length === 0);
  if (missing !== undefined) return { status: 400, error: `invalid parameter "${missing}": it is required` };
  const nameless = rules.named.flatMap(values).find((query) => !selectsByName(query));
  if (nameless !== undefined) {
    return { status: 400, error: `invalid parameter: every selector must name its metric: ${nameless}` };
  }
  const [start, end] = ['start', 'end'].map((name) => seconds(values(name)[0]));
  if (start !== undefined && end !== undefined && end - start > MAX_RANGE_SECONDS) {
    return { status: 400, error: 'invalid parameter "start": the time range must not be longer than 7 days' };
  }
  const limit = Number(values('limit')[0] ?? rules.most);
  if (!Number.isInteger(limit) || limit < 1 || limit > rules.most) {
    return { status: 400, error: `invalid parameter "limit": it must be from 1 to ${rules.most}` };
  }
  return { limit };
}

/** Cuts an answer of Prometheus to `limit` rows, with Prometheus's own warning. */
export function truncate(body: Buffer, limit: number): Buffer {
  const answer: { data?: unknown[] | { result?: unknown } } = JSON.parse(body.toString());
  const rows = Array.isArray(answer.data) ? answer.data : answer.data?.result;
  if (!Array.isArray(rows) || rows.length <= limit) return body;
  rows.length = limit;
  return Buffer.from(JSON.stringify({ ...answer, warnings: ['results truncated due to limit'] }));
}

/** Whether every selector of `query` has a metric name: before its braces, in them as a bare string, or as `__name__=`. */
function selectsByName(query: string): boolean {
  const tokens: string[] =
    query.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[A-Za-z_:][\w:]*|[!=]~|!=|[^\s]/g) ?? [];
  return tokens.every((token, at) => {
    if (token !== '{' || /^[A-Za-z_:]/.test(tokens[at - 1] ?? '')) return true;
    const matchers = tokens.slice(at + 1, tokens.indexOf('}', at));
    return matchers.some((matcher, index) => {
      const next = matchers[index + 1];
      if (matcher === '__name__') return next === '=';
      const opens = index === 0 || matchers[index - 1] === ',';
      return opens && /^["'`]/.test(matcher) && (next === undefined || next === ',');
    });
  });
}

function seconds(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const number = Number(time);
  return Number.isNaN(number) ? Date.parse(time) / 1000 : number;
}
