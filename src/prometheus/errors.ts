import { CREDENTIAL_SOURCES, isBrokenOff, ToolError } from '../errors.ts';
import { cutAt, ellipsis, upstreamWords } from '../format/text.ts';
import type { Api, Source } from './sources.ts';
import { capabilities } from './sources.ts';

/** What was asked, for the error sentence. */
export interface Asked {
  readonly source: Source;
  readonly api: Api;
  /** The PromQL text of the question, where it has one. */
  readonly query?: string | undefined;
}

/** An answer that is not a success. */
export interface Refusal {
  readonly status: number;
  /** From the `Retry-After` header, seconds. */
  readonly retryAfter?: number | undefined;
  /** `errorType` and `error` of the API's own error body. */
  readonly errorType?: string | undefined;
  readonly error?: string | undefined;
  /** AWS's message, or the start of a body in another form. */
  readonly message: string;
}

const TOO_MUCH =
  /too many samples|exceeded maximum resolution|too many (series|chunks|points)|max_samples|samples processed|exceeds? the limit|too large|response size|limit of .* (exceeded|reached)/i;
const SKEWED = /^Signature (expired|not yet current)/;
const EXPIRED =
  /expired|security token included in the request is invalid|UnrecognizedClient|InvalidSignature|signature we calculated/i;

/** Whether the request was turned away for now: 503 with a reason of Prometheus's own is none. */
export function isThrottle({ status, errorType }: Refusal): boolean {
  return status === 429 || (status === 503 && errorType === undefined);
}

/** An upstream's refusal as a sentence a caller can act on. */
export function refusalError(refusal: Refusal, asked: Asked): ToolError {
  const { source } = asked;
  const said = upstreamWords(refusal.error ?? refusal.message);
  const { status, errorType } = refusal;
  if (isThrottle(refusal)) {
    const wait = refusal.retryAfter ?? 10;
    return new ToolError(
      'throttled',
      `${source.id} turns requests away (HTTP ${status}${tail(said)}), also after retries. Wait ${wait} seconds, then ask again, for less at a time.`,
    );
  }
  if (errorType === 'timeout' || errorType === 'canceled' || /query timed out|context deadline/i.test(said)) {
    return new ToolError(
      'timeout',
      `${source.id} stopped the query: ${said}. Ask for a shorter window, a larger step, or fewer series (more label matchers, sum by).`,
    );
  }
  if (TOO_MUCH.test(said) && status !== 401 && status !== 403) {
    return new ToolError(
      'too_expensive',
      `${source.id} refuses the query as too large: ${said}. Use a larger step, a shorter window, more label matchers, or aggregate with sum by or topk.`,
    );
  }
  if (status === 401 || status === 403) return forbidden(said, status, asked);
  if (errorType === 'bad_data' || errorType === 'execution' || status === 400 || status === 422)
    return rejected(said, asked);
  if (status === 404) return missing(said, asked);
  if (status >= 300 && status < 400) {
    return new ToolError(
      'upstream',
      `${source.id} answers with a redirect (HTTP ${status}), which is not followed. The operator must configure the URL it redirects to.`,
    );
  }
  return new ToolError(
    'upstream',
    `${source.id} failed (HTTP ${status}${tail(said)})${errorType === undefined ? ', also after retries' : ''}. Try again in a minute.`,
  );
}

/** The source could not be reached or broke off. `code` is Node's name for it, `ECONNREFUSED`. */
export function networkError(code: string, asked: Asked, cause: unknown): ToolError {
  if (isBrokenOff(code)) {
    return new ToolError(
      'upstream',
      `The connection to ${asked.source.id} broke off (${code}), also after retries. Try again in a minute; list_prometheus_workspaces shows which sources answer.`,
      { cause },
    );
  }
  return new ToolError(
    'upstream',
    `${asked.source.id} cannot be reached (${code}). list_prometheus_workspaces shows which sources answer.`,
    { cause },
  );
}

/** A success that is none: `what` was said instead. */
export function unreadable(what: string, { source }: Asked, cause: unknown): ToolError {
  const next = source.kind === 'prometheus' ? 'The operator must check its URL.' : 'Try again in a minute.';
  return new ToolError('upstream', `${source.id} does not answer as a Prometheus API does (${what}). ${next}`, {
    cause,
  });
}

function forbidden(said: string, status: number, { source, api }: Asked): ToolError {
  if (source.kind === 'prometheus') {
    return new ToolError(
      'access_denied',
      `${source.id} refuses this server (HTTP ${status}${tail(said)}). The operator must check the user and password in its URL.`,
    );
  }
  if (SKEWED.test(said)) {
    return new ToolError(
      'expired',
      `AWS rejects the server's signature for ${source.id}: its clock is wrong. The operator must set it.`,
    );
  }
  if (EXPIRED.test(said)) {
    return new ToolError(
      'expired',
      `The server's AWS credentials do not work for ${source.id} (${said}). The operator must renew them: ${CREDENTIAL_SOURCES}.`,
    );
  }
  const actions = capabilities(source).actions[api].map((action) => `"${action}"`);
  return new ToolError(
    'access_denied',
    `AWS refuses ${source.id}: the role needs ${actions.join(' and ')} in its policy${tail(said, ' (', ')')}.`,
  );
}

function missing(said: string, { source, api }: Asked): ToolError {
  if (source.kind === 'amp') {
    return new ToolError(
      'not_found',
      `AMP does not know ${source.id}${tail(said)}. list_prometheus_workspaces lists the workspaces.`,
    );
  }
  return new ToolError(
    'not_found',
    `${source.id} has no ${api} endpoint (HTTP 404${tail(said)}). Its URL may need another path (/prometheus), or the server does not offer it.`,
  );
}

/** A parse or execution error, with the place in the query that it names. */
function rejected(said: string, { source, query }: Asked): ToolError {
  const place = /(\d+):(\d+): parse error: ([\s\S]*)/.exec(said);
  if (place === null || query === undefined) {
    return new ToolError('invalid_input', `${source.id} rejects the question: ${said}.${nameHint(source, query)}`);
  }
  const [, line = '1', column = '1', what = ''] = place;
  const text = query.split('\n')[Number(line) - 1] ?? query;
  const at = text.slice(Number(column) - 1, Number(column) + 29);
  const near = at === '' ? 'at its end' : `at ${JSON.stringify(at)}`;
  return new ToolError(
    'invalid_input',
    `The PromQL is not valid, line ${line}, column ${column} (${near}): ${what}. Correct it and ask again. (${source.id})`,
  );
}

/** CloudWatch takes no selector whose metric name is a pattern or absent: how to write it instead. */
function nameHint(source: Source, query = ''): string {
  if (source.kind !== 'cloudwatch') return '';
  const pattern = /__name__\s*(?:=~|!~|!=)\s*["'`]([^"'`]*)["'`]\s*,?\s*/.exec(query);
  if (pattern === null && !/(?:^|[^\w:])\{/.test(query)) return '';
  const part = /[A-Za-z_:][\w:]*/.exec(pattern?.[1] ?? '')?.[0];
  const named = (text: string) => text.replace('{', '{__name__="<metric>", ').replace(/,\s*\}/, '}');
  const corrected = named(pattern === null ? query : query.replace(pattern[0], ''));
  return ` CloudWatch needs one exact metric name in every selector, no pattern: ask list_prometheus_metrics${part === undefined ? '' : ` name="${part}"`} source="${source.id}" for the names, then ${corrected} with one of them.`;
}

function tail(said: string, before = ': ', after = ''): string {
  return said === '' ? '' : `${before}${said}${after}`;
}

/** The part of an error page that is looked at, in characters; what it says of the error comes early. */
const MAX_PAGE_CHARS = 20_000;

/**
 * What an error page says, without its tags, its head, styles and scripts: 200 characters at most. A part that is not
 * closed goes to the end, and a tag to the next one: what could begin anywhere would be searched for from everywhere.
 */
export function plainText(page: string): string {
  const text = cutAt(page, MAX_PAGE_CHARS)
    .replaceAll(/<(style|script|head)(?=[\s>])(?:[\s\S]*?<\/\1>|[\s\S]*)|<[^<>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ');
  return ellipsis(text.trim(), 200);
}
