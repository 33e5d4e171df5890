/** Reading Logs Insights QL as far as this server must: where its commands are, and which log groups its text names. */

/** What a value of a command may be after: a slash there begins a regular expression, elsewhere it divides. */
const BEFORE_REGEX = /(?:\b(?:like|parse)|=~|[(,])\s*$/i;
/** `parse` takes its pattern after the field. */
const PARSED_FIELD = /(?:^|\|)\s*parse\s+(?:@?[\w.]+|`[^`]*`)\s*$/i;

/**
 * The query with all that is no code blanked, position by position: strings, quoted names, comments, regular expressions.
 * A quote that is not closed blanks the rest.
 */
export function codeOnly(query: string): string {
  let code = '';
  let at = 0;
  while (at < query.length) {
    const end = skip(query, at, code);
    code += end === at ? query.charAt(at) : ' '.repeat(end - at);
    at = end === at ? at + 1 : end;
  }
  return code;
}

/** Where what begins at `at` and is no code ends; `at` itself where it is code. */
function skip(query: string, at: number, before: string): number {
  const char = query.charAt(at);
  if (char === '#') return endOf(query.indexOf('\n', at), query);
  if (char === '"' || char === "'" || char === '`') return closing(query, at, char);
  if (char === '/' && (BEFORE_REGEX.test(before) || PARSED_FIELD.test(query.slice(0, at))))
    return closing(query, at, '/');
  return at;
}

function closing(query: string, at: number, mark: string): number {
  for (let i = at + 1; i < query.length; i += 1) {
    if (query.charAt(i) === '\\' && mark !== '`') i += 1;
    else if (query.charAt(i) === mark) return i + 1;
  }
  return query.length;
}

const endOf = (index: number, query: string) => (index < 0 ? query.length : index);

/** The names of the commands of the query itself, without those of queries in parentheses; lower case. */
export function commandsOf(query: string): string[] {
  return topLevel(codeOnly(query))
    .split('|')
    .flatMap((part) => /[a-z]+/i.exec(part.trimStart())?.[0].toLowerCase() ?? []);
}

/** Commands after which none may follow, or that say how many rows there are. */
const BOUND = new Set(['limit', 'estimate']);

/** The query with a limit of rows, its own where it has one. On a line of its own: the last may end in a comment. */
export function withLimit(query: string, rows: number): string {
  return commandsOf(query).some((command) => BOUND.has(command)) ? query : `${query}\n| limit ${rows}`;
}

/** How many rows a query gives at most, and whether whoever wrote it says so. */
export interface RowLimit {
  readonly rows: number;
  readonly own: boolean;
}

/** As `withLimit` adds it, before the line that this server writes below. */
const ADDED = /\n\| limit \d+(?:\n# [^\n]*)?$/;

/**
 * The limit of rows in a query's own text, `limit` in Logs Insights QL and SQL, `head` in PPL; undefined where it has none
 * that counts the rows in the end.
 */
export function rowLimitOf(query: string): RowLimit | undefined {
  const code = codeOnly(query);
  const commands = /^\s*select\s/i.test(code) ? [code.trimEnd()] : topLevel(code).split('|');
  for (const command of commands.toReversed()) {
    const rows = /^\s*(?:select\s[^]*\slimit|limit|head)\s+(\d+)\s*;?\s*$/i.exec(command)?.[1];
    if (rows !== undefined) return { rows: Number(rows), own: !ADDED.test(query) };
    if (/^\s*stats\s/i.test(command)) return undefined;
  }
  return undefined;
}

/** Code with what is in parentheses blanked, position by position. */
export function topLevel(code: string): string {
  let depth = 0;
  let top = '';
  for (const char of code) {
    if (char === '(') depth += 1;
    top += depth > 0 ? ' ' : char;
    if (char === ')') depth = Math.max(0, depth - 1);
  }
  return top;
}

/** The log groups that a query selects at its start. */
export interface SourceCommand {
  /** Any group where there are none. */
  readonly prefixes: readonly string[];
  /** Ids; undefined: the account itself and all that are linked to it. */
  readonly accounts: readonly string[] | undefined;
  readonly logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS';
  /** What follows, and where that begins in the query. */
  readonly rest: string;
  readonly restAt: number;
}

const HEAD = /^\s*source\s+logGroups\s*\(([^()]*)\)\s*(?:\||$)\s*/i;
const ARGUMENT = /^\s*(\w+)\s*:\s*\[([^[\]]*)\]\s*(?:,|$)/;
const ELEMENT = /^\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*(?:,|$)/;

/**
 * Reads `SOURCE logGroups(namePrefix: ['a'], class: ['STANDARD'], accountIdentifiers: ['123456789012']) | …`; undefined
 * where the query does not begin so, or says anything else there.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html
 */
export function sourceCommand(query: string): SourceCommand | undefined {
  const head = HEAD.exec(query);
  if (!head) return undefined;
  const given = argumentsOf(head[1] ?? '');
  if (given === undefined) return undefined;
  const {
    nameprefix = [],
    accountidentifiers,
    accountidentifier,
    class: classes = [],
    loggroupclass = classes,
  } = given;
  const known = ['nameprefix', 'accountidentifiers', 'accountidentifier', 'class', 'loggroupclass'];
  const [wanted = 'STANDARD', other] = loggroupclass;
  if (Object.keys(given).some((name) => !known.includes(name)) || other !== undefined) return undefined;
  if (wanted !== 'STANDARD' && wanted !== 'INFREQUENT_ACCESS') return undefined;
  return {
    prefixes: nameprefix,
    accounts: accountidentifiers ?? accountidentifier,
    logGroupClass: wanted,
    rest: query.slice(head[0].length),
    restAt: head[0].length,
  };
}

function argumentsOf(text: string): Record<string, string[]> | undefined {
  const found: Record<string, string[]> = {};
  let left = text;
  while (left.trim() !== '') {
    const argument = ARGUMENT.exec(left);
    if (!argument) return undefined;
    const elements = elementsOf(argument[2] ?? '');
    if (elements === undefined) return undefined;
    const name = (argument[1] ?? '').toLowerCase();
    if (Object.hasOwn(found, name)) return undefined;
    found[name] = elements;
    left = left.slice(argument[0].length);
  }
  return found;
}

/** The texts of a list without brackets: `'a', "b"`. */
export function elementsOf(list: string): string[] | undefined {
  const elements: string[] = [];
  let left = list;
  while (left.trim() !== '') {
    const element = ELEMENT.exec(left);
    if (!element) return undefined;
    elements.push(element[1] ?? element[2] ?? '');
    left = left.slice(element[0].length);
  }
  return elements;
}
