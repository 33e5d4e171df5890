import { namedGroups } from '../../../analysis/insights-scope.ts';
import type { SourceCommand } from '../../../analysis/insights-text.ts';
import type { LogGroupRef } from '../../../analysis/log-group-ref.ts';
import type { StoredGroup } from '../../../analysis/scan-estimate.ts';
import type { QueryLanguage } from '../../../aws/insights-queries.ts';
import { readLogGroups, type LogGroup, type LogGroupClass } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { explainGroupError } from './log-errors.ts';
import { resolveGroup } from './resolve-groups.ts';

/** A list of groups longer than this is not read to its end for an estimate. */
const LISTED = 10_000;
/**
 * What the text of a query reads by itself, for the estimate: the groups that it names, or all there are where it selects
 * them in a way that is not seen through. Undefined where it names none.
 */
export async function readByText(
  text: string,
  language: QueryLanguage,
  region: string,
  at: ToolContext,
): Promise<readonly StoredGroup[] | undefined> {
  const names = namedGroups(text, language);
  if (names === undefined) return allGroups(region, at);
  return names.length === 0 ? undefined : factsOf(names, region, at);
}

/** The groups that SOURCE selects, of whatever account. */
export async function listed(source: SourceCommand, region: string, at: ToolContext): Promise<LogGroup[]> {
  const { prefixes, accounts, logGroupClass } = source;
  const lists = await Promise.all(
    (prefixes.length === 0 ? [undefined] : prefixes).map((prefix) => list({ prefix, logGroupClass }, region, at)),
  );
  const all = [...new Map(lists.flat().map((group) => [group.arn, group])).values()];
  return accounts === undefined ? all : all.filter(({ account }) => accounts.includes(account));
}

/** All groups that a query could read, linked accounts' among them. */
export const allGroups = (region: string, at: ToolContext) => list({}, region, at);

async function list(
  question: { prefix?: string | undefined; logGroupClass?: LogGroupClass },
  region: string,
  at: ToolContext,
): Promise<readonly LogGroup[]> {
  let read = 0;
  const options = { signal: at.signal, goOn: () => read < LISTED, onPage: (n: number) => (read = n) };
  const { groups } = await readLogGroups(at.aws, region, { ...question, linkedAccounts: true }, options);
  return groups;
}

/** Facts for the estimate alone: what cannot be found is left out, AWS says of it what there is to say. */
async function factsOf(names: readonly string[], region: string, at: ToolContext): Promise<StoredGroup[]> {
  const facts = await Promise.all(
    names.map(async (name) => {
      try {
        return [await factOf(await resolveGroup(name, at), region, at)];
      } catch (error) {
        if (error instanceof ToolError && error.code !== 'access_denied') return [];
        throw error;
      }
    }),
  );
  return facts.flat();
}

/** What is known of one group. @throws ToolError not_found with the nearest names */
export async function factOf(ref: LogGroupRef, region: string, at: ToolContext): Promise<StoredGroup> {
  const linked = ref.account !== undefined;
  if (ref.region === undefined || ref.region === region) {
    let found: LogGroup | undefined;
    const question = { prefix: ref.name, ...(linked && { linkedAccounts: true }) };
    // The first that begins so is the one, but a page may be empty.
    let read = 0;
    const options = { signal: at.signal, goOn: () => linked || read === 0, onPage: (n: number) => (read = n) };
    const { groups } = await readLogGroups(at.aws, region, question, options);
    found = groups.find((group) => (linked ? group.arn === ref.id : group.name === ref.name));
    if (found !== undefined) return found;
  }
  throw await explainGroupError(new ToolError('not_found', 'There is no such log group.'), ref.id, region, at);
}
