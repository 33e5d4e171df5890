import type { Aws } from '../aws.ts';
import { commandOf } from './commands.ts';
import { hasEffect, type CliOperation } from './operations.ts';

/**
 * The answer of an operation, as the SDK gives it; others may share it: it is not to be changed.
 * @param input by the API's names
 * @throws ToolError of the gateway
 */
export async function sendOperation(
  aws: Aws,
  region: string,
  operation: CliOperation,
  input: object,
  signal: AbortSignal,
): Promise<object> {
  const command = () => commandOf(operation, input) as never;
  switch (operation.service) {
    case 'logs':
      return aws.logs(region, command(), { signal, alone: hasEffect(operation) });
    case 'cloudwatch':
      return aws.cloudwatch(region, command(), { signal });
    case 'amp':
      return aws.amp(region, command(), { signal });
    default: {
      const { account, arn, userId } = await aws.caller(signal);
      return { UserId: userId, Account: account, Arn: arn };
    }
  }
}
