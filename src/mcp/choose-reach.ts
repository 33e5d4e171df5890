import { ToolError } from '../errors.ts';
import { cutAt } from '../format/text.ts';
import type { AnyTool, Output, Reach } from '../tools/define.ts';
import { takes } from '../tools/parameter-meta.ts';

/**
 * The account that a question names, by alias or id. Where it names none, or all, the first: of a tool that merges accounts
 * the first that has the region asked for.
 * @throws ToolError invalid_input for an account that is not configured, not_allowed for one that a rule refuses
 */
export function chooseReach(tool: AnyTool, input: Record<string, unknown>, reaches: readonly Reach[]): Reach {
  const { account, region } = input;
  const [first] = reaches;
  if (first === undefined) throw new ToolError('not_allowed', 'No account is allowed for you.');
  const merges = takes(tool, 'account') === 'all';
  if (account === undefined || (account === 'all' && merges)) {
    if (!merges || typeof region !== 'string') return first;
    return reaches.find(({ regions, access }) => regions.includes(region) && access.region(region)) ?? first;
  }
  const named = reaches.find(
    ({ account: known }) => known !== undefined && (known.alias === account || known.id === account),
  );
  if (named !== undefined) return named;
  const asked = JSON.stringify(typeof account === 'string' ? cutAt(account, 80) : account);
  const names = reaches.flatMap((reach) => reach.account?.alias ?? []);
  const rule =
    typeof account === 'string' && account !== 'all' ? first.access.refusedBy('account', account) : undefined;
  if (rule !== undefined) {
    throw new ToolError('not_allowed', `The account ${asked} is not allowed for you (rule ${JSON.stringify(rule)}).`);
  }
  if (account === 'all' && names.length > 0) {
    throw new ToolError(
      'invalid_input',
      `${tool.name} reads one account at a time: account must be one of ${names.join(', ')}.`,
    );
  }
  const configured = names.length === 0 ? 'No accounts are, so leave it out.' : `Configured: ${names.join(', ')}.`;
  throw new ToolError('invalid_input', `account ${asked} is not configured here. ${configured}`);
}

/** The output with the account that its question named, where it named one. */
export function withAskedAccount(output: Output, { account }: Record<string, unknown>, reach: Reach): Output {
  if (account === undefined || account === 'all' || reach.account === undefined) return output;
  return { ...output, askedAccount: reach.account.alias };
}
