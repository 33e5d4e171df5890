/** `cloudwatch-mcp sandbox`: the AWS endpoint of the demo and the tests, alone, for any AWS SDK to talk to. */
import { parseArgs } from 'node:util';
import { ConfigError, flagError } from '../config.ts';

/** The shop, or an account with 5,000,000 log events a day, 100,000 metrics, 10,000 log groups and 5,000 alarms. */
const WORLDS = ['shop', 'large'] as const;

/** Runs the sandbox until SIGINT or SIGTERM. Throws `ConfigError` for a wrong flag or a taken port. */
export async function sandboxCommand(argv: string[]): Promise<void> {
  const { host, port, world, prometheusUrl } = readFlags(argv);
  const { startSandbox, sandboxCredentials } = await import('../sandbox/sandbox.ts');
  const { startPrometheus } = await import('../sandbox/prometheus-server.ts');
  const makeWorld = world === 'large' ? (await import('../sandbox/world/large.ts')).makeLargeWorld : undefined;
  const region = 'us-east-1';
  const sandbox = await startSandbox({ host, port, makeWorld }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`Port ${port} is taken. Choose another with --port.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`--host is ${JSON.stringify(host)}: it is not an address of this machine.`);
    }
    throw new ConfigError(`--port ${port}: ${message}`);
  });
  const prometheus =
    prometheusUrl === undefined
      ? await startPrometheus(await sandbox.world(region), { sandboxUrl: sandbox.url })
      : { url: prometheusUrl, stop: () => Promise.resolve() };
  sandbox.setPrometheusUrl(prometheus?.url);
  const lines = [
    `# An AWS endpoint at ${sandbox.url}: CloudWatch, CloudWatch Logs, STS and Amazon Managed Service for Prometheus.`,
    `# PromQL: ${prometheus ? `answered by ${prometheus.url}` : 'answered with 503, since no prometheus binary was found'}.`,
    `# Faults: curl -X PUT ${sandbox.url}/_sandbox/faults/DescribeAlarms -d '{"kind":"throttle","times":3}'`,
    `# Kinds of faults, operations, and the faults in force: curl ${sandbox.url}/_sandbox/faults`,
    `export AWS_ENDPOINT_URL=${sandbox.url}`,
    `export AWS_REGION=${region}`,
    // boto3 and the aws command read this one alone.
    `export AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${sandboxCredentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${sandboxCredentials.secretAccessKey}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await prometheus?.stop();
  await sandbox.close();
}

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly world: (typeof WORLDS)[number];
  /** A server that answers PromQL in place of one with the world's samples. */
  readonly prometheusUrl: string | undefined;
}

const FLAGS = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '4566' },
  world: { type: 'string', default: 'shop' },
  'prometheus-url': { type: 'string' },
} as const;

function readFlags(argv: string[]): Flags {
  const values = parse(argv);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new ConfigError(`--port is ${values.port}: allowed is 0 (a free port) to 65535`);
  }
  const world = WORLDS.find((name) => name === values.world);
  if (!world) throw new ConfigError(`--world is ${values.world}: allowed is ${WORLDS.join(' or ')}`);
  const prometheusUrl = values['prometheus-url'];
  if (prometheusUrl !== undefined && !/^https?:\/\//.test(prometheusUrl)) {
    throw new ConfigError(`--prometheus-url is ${prometheusUrl}: allowed is an http or https URL`);
  }
  return { host: values.host, port, world, prometheusUrl };
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: FLAGS }).values;
  } catch (error) {
    throw flagError(error, Object.keys(FLAGS));
  }
}
