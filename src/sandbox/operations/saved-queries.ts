import { AwsError, integer, page, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { invalidToken } from './log-groups.ts';

const LANGUAGES = ['CWLI', 'PPL', 'SQL'];

export const savedQueryOperations: Record<string, Operation> = {
  DescribeQueryDefinitions(input, { world }) {
    const prefix = text(input, 'queryDefinitionNamePrefix') ?? '';
    const language = text(input, 'queryLanguage');
    if (language !== undefined && !LANGUAGES.includes(language)) {
      throw new AwsError('InvalidParameterException', `queryLanguage must be of [${LANGUAGES.join(', ')}]`);
    }
    const { rows, nextToken } = page(world.savedQueries ?? [], {
      matches: ({ name, language: own = 'CWLI' }) =>
        name.startsWith(prefix) && (language === undefined || own === language),
      operation: 'DescribeQueryDefinitions',
      input,
      size: integer(input, 'maxResults', { min: 1, max: 1000, fallback: 1000, code: 'InvalidParameterException' }),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    const queryDefinitions = rows.map(
      ({ id, name, query, language: own = 'CWLI', groups, parameters, modifiedAt }) => ({
        queryDefinitionId: id,
        name,
        queryString: query,
        queryLanguage: own,
        logGroupNames: groups,
        parameters,
        lastModified: modifiedAt,
      }),
    );
    return { queryDefinitions, nextToken };
  },
};
