#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { ConfigError } from './config.ts';
import { VERSION } from './version.ts';

const USAGE = `cloudwatch-mcp ${VERSION}: read-only MCP server for AWS observability

  cloudwatch-mcp [serve] [flags]   serve streamable HTTP on port 3334 (the default)
  cloudwatch-mcp stdio [flags]     speak MCP over standard input and output
  cloudwatch-mcp demo [--once]     walk through an incident in an embedded world of data
  cloudwatch-mcp sandbox [flags]   run that world alone, as an AWS endpoint
  cloudwatch-mcp doctor [--json]   check credentials, permissions, PromQL sources and the running service
  cloudwatch-mcp iam-policy        print what the role may do; [--toolsets logs,alarms] [--partition aws-cn]
    --trust irsa                   who may assume it; [--account 123456789012] [--oidc-provider oidc.eks…/id/ABC]
    --trust pod-identity           [--account 123456789012]; both: [--service-account [namespace:]name,…]
    --cross-account trust          of a role that reads in another account: who may assume it; [--account …] [--role …]
    --cross-account permissions    what that role may do; [--toolsets …]
    --cross-account assume         what the server's role needs to assume it; [--account …] [--role …]
                                   The server does not assume roles in other accounts yet: do not attach it.

Flags are the settings in kebab case (--port 3334, --regions us-east-1,eu-west-1); README.md lists them.
`;

/** Commands load what they need when they are chosen: the sandbox is no part of a served process. */
const COMMANDS: Readonly<Record<string, (argv: string[]) => Promise<void>>> = {
  serve: async (argv) => (await import('./commands/serve.ts')).serve(argv),
  stdio: async (argv) => (await import('./commands/stdio.ts')).stdio(argv),
  demo: async (argv) => (await import('./commands/demo.ts')).demo(argv),
  sandbox: async (argv) => (await import('./commands/sandbox.ts')).sandboxCommand(argv),
  doctor: async (argv) => (await import('./commands/doctor.ts')).doctor(argv),
  'iam-policy': async (argv) => (await import('./commands/iam-policy.ts')).iamPolicy(argv),
};

const [first = 'serve', ...rest] = process.argv.slice(2);
if ([first, ...rest].some((word) => word === '--help' || word === '-h') || first === 'help')
  process.stdout.write(USAGE);
else if (first === '--version' || first === '-v') process.stdout.write(`${VERSION}\n`);
else {
  const [name, argv] = first.startsWith('-') ? ['serve', [first, ...rest]] : [first, rest];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined)
      throw new ConfigError(
        `There is no command ${JSON.stringify(name)}. Commands: ${Object.keys(COMMANDS).join(', ')}.`,
      );
    await command(argv);
    // From here on a replica should be small: V8 would let the garbage of some thousand calls pile up, twice the memory.
    // `npm start` keeps its new space small too, by a flag that Node reads at its start.
    setFlagsFromString('--heap-growing-percent=100');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`cloudwatch-mcp: ${error.message}\n`);
    process.exitCode = 2;
  }
}
