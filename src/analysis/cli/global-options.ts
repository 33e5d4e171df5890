import { ToolError } from '../../errors.ts';
import { quoted } from '../../format/text.ts';

/** What of the AWS CLI's own options holds here. */
export interface GlobalOptions {
  region?: string;
  output: 'json' | 'text';
  query?: string;
  paginate: boolean;
  maxItems?: number;
  pageSize?: number;
  startingToken?: string;
  /** Parameters as JSON, by the API's names. */
  inputJson?: string;
}

/** Options that take one value. */
const VALUES: Readonly<Record<string, (options: GlobalOptions, value: string) => void>> = {
  '--region': (options, value) => (options.region = value),
  '--output': (options, value) => (options.output = outputOf(value)),
  '--query': (options, value) => (options.query = value),
  '--max-items': (options, value) => (options.maxItems = count('--max-items', value)),
  '--page-size': (options, value) => (options.pageSize = count('--page-size', value)),
  '--starting-token': (options, value) => (options.startingToken = value),
  '--cli-input-json': (options, value) => (options.inputJson = value),
  '--color': () => undefined,
};

const FLAGS: Readonly<Record<string, (options: GlobalOptions) => void>> = {
  '--no-paginate': (options) => (options.paginate = false),
  '--no-cli-pager': () => undefined,
  '--no-cli-auto-prompt': () => undefined,
};

/** Why an option is not taken, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  '--endpoint-url': 'requests go to AWS in the configured regions and nowhere else. Leave it out',
  '--profile':
    'the server has its own credentials, and no profiles. Leave it out; accounts are chosen by the parameter account, where there are several',
  '--no-sign-request': 'every request is signed with the credentials of the server. Leave it out',
  '--no-verify-ssl': 'certificates are always verified. Leave it out',
  '--ca-bundle': 'no files are read here. Leave it out',
  '--debug': 'there is no log to be shown. Leave it out; an error says what AWS answered',
  '--v2-debug': 'there is no log to be shown. Leave it out',
  '--version': 'there is no program behind this. Leave it out; get_server_info tells the version of the server',
  '--cli-input-yaml': 'YAML is not read. Use --cli-input-json with JSON in single quotes, or the options',
  '--generate-cli-skeleton': 'skeletons are not made. Use: aws SERVICE OPERATION help, which lists the options',
  '--cli-read-timeout': "the server's own deadline holds. Leave it out",
  '--cli-connect-timeout': "the server's own deadline holds. Leave it out",
  '--cli-binary-format': 'no operation here takes binary values. Leave it out',
  '--cli-auto-prompt': 'nobody can be asked. Leave it out',
};

export const GLOBAL_OPTIONS: readonly string[] = [...Object.keys(VALUES), ...Object.keys(FLAGS)];

/** How many values a global option takes; undefined for what is none. */
export function globalArity(name: string): 0 | 1 | undefined {
  if (Object.hasOwn(VALUES, name)) return 1;
  return Object.hasOwn(FLAGS, name) ? 0 : undefined;
}

/** @throws ToolError invalid_input for an option of the AWS CLI that is not taken here, with the reason */
export function refuseOption(name: string): void {
  const why = Object.hasOwn(REFUSED, name)
    ? REFUSED[name]
    : name.startsWith('--cli-')
      ? 'it sets up the AWS CLI, which is not run here. Leave it out'
      : undefined;
  if (why !== undefined) throw new ToolError('invalid_input', `${quoted(name).slice(1, -1)} is not taken: ${why}.`);
}

/** Takes a global option. @throws ToolError invalid_input for a value that it cannot have */
export function applyGlobal(options: GlobalOptions, name: string, value: string | undefined): void {
  if (value === undefined) FLAGS[name]?.(options);
  else VALUES[name]?.(options, value);
}

function outputOf(value: string): GlobalOptions['output'] {
  if (value === 'json' || value === 'text') return value;
  const known = ['table', 'yaml', 'yaml-stream', 'off'].includes(value);
  throw new ToolError(
    'invalid_input',
    `--output ${quoted(value)} is not ${known ? 'made here' : 'known'}: use json or text${value === 'table' ? ' (lines of a table cost more than they tell; --query picks the columns)' : ''}.`,
  );
}

function count(option: string, value: string): number {
  const n = Number(value);
  if (/^\d{1,9}$/.test(value) && n > 0) return n;
  throw new ToolError('invalid_input', `${option} is ${quoted(value)}: it must be a whole number above 0.`);
}
