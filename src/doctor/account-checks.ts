import type { Aws } from '../aws/aws.ts';
import { fail, pass, type Check } from './check.ts';
import { answerOf } from './patience.ts';

/** A configured account, and the way into it. */
export interface ExaminedAccount {
  readonly alias: string;
  readonly id: string;
  readonly roleArn?: string | undefined;
  readonly regions: readonly string[];
  readonly aws: Aws;
}

const REMEDY =
  "In the other account: `cloudwatch-mcp iam-policy --cross-account trust` (with --external-id, where one is configured) and `--cross-account permissions`; on the server's role: `--cross-account assume --config <file>`.";

/** Whether each account's credentials can be had, and are of that account. Never rejects but by the signal. */
export function checkAccounts(accounts: readonly ExaminedAccount[], signal: AbortSignal): Promise<Check[]> {
  return Promise.all(accounts.map((account) => checkAccount(account, signal)));
}

async function checkAccount({ alias, id, roleArn, aws }: ExaminedAccount, signal: AbortSignal): Promise<Check> {
  const name = `account ${alias}`;
  const who = await answerOf(signal, (own) => aws.caller(own));
  if ('failure' in who) return fail(name, who.failure, roleArn === undefined ? 'See credentials.' : REMEDY);
  const { account } = who.answer;
  if (account !== id) {
    const remedy =
      'Correct its id in the configuration, or give it a roleArn: without one it is the account of the server.';
    return fail(name, `it is configured as ${id}, and the credentials are of ${account}`, remedy);
  }
  return pass(name, roleArn === undefined ? `${id}, by the server's own credentials` : `${id}, as ${who.answer.arn}`);
}
