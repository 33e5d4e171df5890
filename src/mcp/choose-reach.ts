import { byRule } from '../access.ts';
import { ToolError } from '../errors.ts';
import { cutAt } from '../format/text.ts';
import type { AnyTool, Output, Reach } from '../tools/define.ts';
import { asksAllByDefault, takes } from '../tools/parameter-meta.ts';

/**
 * The account that a question names, by alias or id. Where it names none, or all, the first: of a tool that merges accounts
 * the first that has the region asked for.
 * @param reaches those that the caller may ask about
 * @param all also those that its policy refuses, for the sentence
 * @throws ToolError invalid_input for an account that is not configured, not_allowed for one that a rule refuses
 */
export function chooseReach(
  tool: AnyTool,
  input: Record<string, unknown>,
  reaches: readonly Reach[],
  all: readonly Reach[],
): Reach {
  const { account, region } = input;
  const isNamed = ({ account: known }: Reach) =>
    known !== undefined && (known.alias === account || known.id === account);
  const refused = reaches.some(isNamed) ? undefined : all.find(isNamed);
  if (refused?.account !== undefined) {
    // As it was asked for: whoever knows an id only does not learn its alias.
    throw new ToolError(
      'not_allowed',
      `The account ${JSON.stringify(account)} is not allowed for you${byRule(refused.access, 'account', refused.account.id)}.`,
    );
  }
  const [first] = reaches;
  if (first === undefined) {
    const [own] = all;
    const why = own?.account && byRule(own.access, 'account', own.account.id);
    throw new ToolError('not_allowed', `No account is allowed for you${why ?? ''}.`);
  }
  const merges = takes(tool, 'account') === 'all';
  if (account === undefined || (account === 'all' && merges)) {
    if (!merges || typeof region !== 'string') return first;
    return reaches.find(({ regions, access }) => regions.includes(region) && access.region(region)) ?? first;
  }
  const named = reaches.find(isNamed);
  if (named !== undefined) return named;
  const asked = JSON.stringify(typeof account === 'string' ? cutAt(account, 80) : account);
  const names = reaches.flatMap((reach) => reach.account?.alias ?? []);
  if (account === 'all' && names.length > 0) {
    throw new ToolError(
      'invalid_input',
      `${tool.name} reads one account at a time: account must be one of ${names.join(', ')}.`,
    );
  }
  const configured = names.length === 0 ? 'No accounts are, so leave it out.' : `Configured: ${names.join(', ')}.`;
  throw new ToolError('invalid_input', `account ${asked} is not configured here. ${configured}`);
}

/** The account of a call as it is recorded: its alias, or `all` of a question that was put to several. */
export function recordedAccount(
  tool: AnyTool,
  { account }: Record<string, unknown>,
  reach: Reach,
  reaches: readonly Reach[],
): string | undefined {
  const all = account === 'all' || (account === undefined && asksAllByDefault(tool));
  return all && reaches.length > 1 ? 'all' : reach.account?.alias;
}

/** The output with the account that its question named, where it named one. */
export function withAskedAccount(output: Output, { account }: Record<string, unknown>, reach: Reach): Output {
  if (account === undefined || account === 'all' || reach.account === undefined) return output;
  return { ...output, askedAccount: reach.account.alias };
}
