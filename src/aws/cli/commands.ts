/** The SDK's commands of the operations that run_aws_cli runs. Loaded with its first call. */
import * as amp from '../commands/amp.ts';
import * as cloudwatch from '../commands/cloudwatch.ts';
import * as logs from '../commands/logs.ts';
import * as sts from '../commands/sts.ts';
import type { CliOperation } from './operations.ts';

type Command = new (input: never) => object;

const COMMANDS: Readonly<Record<CliOperation['service'], Readonly<Record<string, Command>>>> = {
  logs,
  cloudwatch,
  amp,
  sts,
};

/** A command of an operation, as the SDK sends it. */
export function commandOf({ service, name }: CliOperation, input: object): object {
  const Made = COMMANDS[service][`${name}Command`];
  if (Made === undefined) throw new Error(`no command for ${service} ${name}`);
  return new Made(input as never);
}
