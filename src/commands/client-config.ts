import { parseArgs } from 'node:util';
import { AUTHS, CLIENTS, type Auth } from '../client/config-blocks.ts';
import { ConfigError } from '../config.ts';
import { serverUrl } from './client-flags.ts';

const OPTIONS = {
  url: { type: 'string', default: 'http://localhost:3334/mcp' },
  name: { type: 'string', default: 'cloudwatch' },
  auth: { type: 'string', default: 'none' },
} as const;

/** What every client takes as a name, AgentCore being the strictest. */
const NAME = /^([0-9a-zA-Z]-?){1,64}$/;

/**
 * `cloudwatch-mcp client-config CLIENT`: prints the block with which a client finds the server; where it goes and what to
 * know beside it is said on standard error, so that the output can be a file.
 * @throws ConfigError
 */
export function clientConfig(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parsed(argv);
  const [client = '', ...more] = positionals;
  if (!isClient(client) || more.length > 0) {
    throw new ConfigError(`client-config wants one client: ${Object.keys(CLIENTS).join(', ')}.`);
  }
  const auth = AUTHS.find((one): one is Auth => one === values.auth);
  if (auth === undefined) throw new ConfigError(`--auth ${values.auth}: one of ${AUTHS.join(', ')} is wanted.`);
  if (!NAME.test(values.name))
    throw new ConfigError(`--name ${values.name}: letters, digits and single hyphens are wanted.`);
  const url = serverUrl('client-config --url', values.url).href;
  const block = CLIENTS[client]({ url, name: values.name, auth });
  process.stderr.write(`${block.client}: ${block.file}\n`);
  process.stdout.write(`${block.text}\n`);
  if (block.note !== undefined) process.stderr.write(`${block.note}\n`);
  return Promise.resolve();
}

const isClient = (name: string): name is keyof typeof CLIENTS => Object.hasOwn(CLIENTS, name);

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new ConfigError(`${what}. Flags of client-config: --url, --name, --auth.`);
  }
}
