#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { ConfigError } from './config.ts';
import { VERSION } from './version.ts';

/** Commands load what they need when they are chosen: the sandbox is no part of a served process. */
const COMMANDS: Readonly<Record<string, (argv: string[]) => Promise<void>>> = {
  serve: async (argv) => (await import('./commands/serve.ts')).serve(argv),
  stdio: async (argv) => (await import('./commands/stdio.ts')).stdio(argv),
  demo: async (argv) => (await import('./commands/demo.ts')).demo(argv),
  sandbox: async (argv) => (await import('./commands/sandbox.ts')).sandboxCommand(argv),
  doctor: async (argv) => (await import('./commands/doctor.ts')).doctor(argv),
  client: async (argv) => (await import('./commands/client.ts')).client(argv),
  call: async (argv) => (await import('./commands/call.ts')).call(argv),
  'client-config': async (argv) => (await import('./commands/client-config.ts')).clientConfig(argv),
  'iam-policy': async (argv) => (await import('./commands/iam-policy.ts')).iamPolicy(argv),
};

const [first = 'serve', ...rest] = process.argv.slice(2);
if ([first, ...rest].some((word) => word === '--help' || word === '-h') || first === 'help') {
  const { helpFor } = await import('./commands/help.ts');
  process.stdout.write(helpFor(first === 'help' ? rest[0] : first));
} else if (first === '--version' || first === '-v') process.stdout.write(`${VERSION}\n`);
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
    // `npm start` bounds its new space too, by a flag that Node reads at its start.
    setFlagsFromString('--heap-growing-percent=100');
  } catch (error) {
    // Messages quote settings, which may be URLs with passwords, and others what they like.
    const { startFailure } = await import('./commands/start-failure.ts');
    const { line, exitCode } = startFailure(error);
    process.exitCode = exitCode;
    // What has begun already may keep the process alive.
    process.stderr.write(`${line}\n`, () => exitCode === 1 && process.exit());
  }
}
