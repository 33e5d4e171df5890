import { cloudwatch } from '../../../format/console-link.ts';
import { insightsCall } from '../../../format/insights-call.ts';
import { plural } from '../../../format/number.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { oneLine } from '../../../format/visible.ts';
import { accountsText } from '../../places.ts';
import type { SavedQueriesOutput } from '../list-saved-queries.ts';

const LANGUAGE = { cwli: 'Logs Insights QL', ppl: 'PPL', sql: 'SQL' } as const;

/** Saved queries, each with the call that runs it. */
export function renderSavedQueries(output: SavedQueriesOutput): string {
  const { found, complete, regions, items, partition } = output;
  const count = found === 0 ? 'No saved queries' : plural(found, 'saved query', 'saved queries');
  return paragraphs(
    `${complete ? '' : 'First '}${count}, ${regions.join(', ')}, ${accountsText(output)}.`,
    ...items.map((item) => queryText(item, output)),
    items.some(({ groups }) => groups.length === 0) ? 'Where no groups are given, add them: groups=["…"].' : '',
    [
      ...output.failures.map(({ source, error }) => `${source} did not answer: ${error}`),
      complete ? '' : 'The list is longer than there was time to read: name_prefix asks for a part of it.',
      output.limited ?? '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
    renderMore(output, 'query', 'queries'),
    cloudwatch({ region: regions[0] ?? '', partition }, 'logsV2:logs-insights'),
  );
}

function queryText(item: SavedQueriesOutput['items'][number], output: SavedQueriesOutput): string {
  const { name, language, region, modified, groups, parameters = [], missing = [] } = item;
  const account = item.account ?? output.accountArgument;
  const where = output.accounts === undefined ? region : `${item.account} ${region}`;
  const facts = [LANGUAGE[language], where, ...(modified === undefined ? [] : [`saved ${modified}`])];
  const call = insightsCall({
    groups,
    query: item.filled ?? item.query,
    language: language === 'cwli' ? undefined : language === 'ppl' ? 'PPL' : 'SQL',
    region: output.namesRegion === true ? region : undefined,
    account,
  });
  return [
    `${oneLine(name)} (${facts.join(', ')})`,
    call,
    ...parameters.map((parameter) => parameterText(parameter)),
    missing.length === 0 ? '' : `Put a value in place of ${missing.map((one) => `{{${one}}}`).join(', ')} first.`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function parameterText({
  name,
  value,
  description,
}: NonNullable<SavedQueriesOutput['items'][number]['parameters']>[number]): string {
  const usual = value === undefined ? 'no value of its own' : `filled in as ${JSON.stringify(value)}`;
  return `Parameter ${oneLine(name)}: ${usual}${description === undefined ? '' : `; ${oneLine(description)}`}`;
}
