import { elementsOf } from './insights-text.ts';

/**
 * What a query's own text reads beside the log groups it is started on. These look for every way in which text may name
 * groups, and rather find one too many: they guard what callers may read, and AWS's grammars grow.
 */

/** What follows a field called `source`, and never the command SOURCE. */
const AFTER_FIELD = /^(?:\.\w|\s*(?:[=!<>,)|\]]|$|(?:LIKE|NOT|IN|AS|AND|OR|BY|ASC|DESC|IS)(?![\w:])))/;
/** Where a command stands. */
const COMMAND_PLACE = /(?:^|\|)\s*$/;
/** What makes it uncertain where strings begin and end: regular expressions, escapes, comments, quoted names. */
const UNCERTAIN = /[/\\#`]/;

/**
 * Whether text of Logs Insights QL may read other log groups than those it is started on: by SOURCE, at its start or in a
 * join or a subquery, or tables by `lookup`. A field of such a name does not count where what follows makes it one, nor
 * `source` in backticks.
 */
export function mayNameGroups(query: string): boolean {
  const certain = UNCERTAIN.test(query) ? query : query.replaceAll(/"[^"]*"|'[^']*'/g, '""');
  // As a reader that thinks nothing of case might: the long s becomes an S.
  const text = certain.toUpperCase();
  for (const { index, 0: word } of text.matchAll(/(?<![\w.@$])(?:SOURCE|LOOKUP|JOIN)(?!\w)/g)) {
    const before = text.slice(0, index);
    const after = text.slice(index + word.length);
    if (before.endsWith('`') && after.startsWith('`')) continue;
    if (COMMAND_PLACE.test(before) || !AFTER_FIELD.test(after)) return true;
  }
  return false;
}

/** After the table of a simple SELECT. */
const AFTER_TABLE =
  /^(?:\s+AS)?(?:\s+(?!WHERE|GROUP|HAVING|ORDER|LIMIT)\w+)?(?:\s+(?:WHERE|GROUP|HAVING|ORDER|LIMIT)\s|\s*;?\s*$)/i;
/** What brings further tables into a SELECT, or hides them from who looks. */
const MORE_TABLES = /(?<!\w)(?:JOIN|UNION|INTERSECT|EXCEPT|MINUS|WITH|TABLE|LATERAL|VALUES)(?!\w)|--|\/\*|\\/i;

/**
 * The log groups that a simple SELECT reads: one FROM, with one group or `logGroups(logGroupIdentifier: ['a', 'b'])` in
 * backticks. Undefined for every other text: it may read what is not seen here.
 */
export function simpleSqlGroups(query: string): string[] | undefined {
  const text = query.toUpperCase();
  if (!/^\s*SELECT\s/.test(text) || MORE_TABLES.test(text)) return undefined;
  if ([...text.matchAll(/(?<!\w)FROM(?!\w)/g)].length !== 1 || text.length !== query.length) return undefined;
  const from = /(?<!\w)FROM\s*`([^`]*)`/i.exec(query);
  if (!from || !AFTER_TABLE.test(query.slice(from.index + from[0].length))) return undefined;
  return tableGroups(from[1] ?? '');
}

function tableGroups(table: string): string[] | undefined {
  const list = /^\s*logGroups\s*\(\s*logGroupIdentifiers?\s*:\s*\[([^[\]]*)\]\s*\)\s*$/i.exec(table);
  if (list) return elementsOf(list[1] ?? '');
  return table.includes('(') ? undefined : [table];
}

/**
 * The log groups that text in any language names, as far as they can be seen: for estimates, never for what may be read.
 * Undefined where it selects groups in a way that is not seen through.
 */
export function namedGroups(query: string, language: 'cwli' | 'ppl' | 'sql'): string[] | undefined {
  const places =
    language === 'cwli'
      ? /(?<![\w.@$`])source\s+(\S+)/gi
      : /(?<![\w.@$])(?:from|join|source\s*=|index\s*=|lookup)\s*(\S+)/gi;
  const found: string[] = [];
  for (const { index, 1: word = '' } of query.matchAll(places)) {
    const at = query.indexOf(word, index + 'from'.length - 1);
    const quoted = /^(['"`])((?:(?!\1)[^])*)\1/.exec(query.slice(at));
    const list = /^\[([^[\]]*)\]/.exec(query.slice(at));
    const groups = quoted
      ? tableGroups(quoted[2] ?? '')
      : list
        ? elementsOf((list[1] ?? '').replaceAll('`', "'"))
        : undefined;
    if (groups !== undefined) found.push(...groups);
    else if (quoted || list || /^(?:logGroups|dataSource|filterIndex|aws:)/i.test(query.slice(at))) return undefined;
  }
  return found;
}
