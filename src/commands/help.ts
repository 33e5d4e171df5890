import { flagName } from '../config.ts';
import { SETTINGS } from '../settings.ts';
import { VERSION } from '../version.ts';

const USAGE = `cloudwatch-mcp ${VERSION}: read-only MCP server for AWS observability

  cloudwatch-mcp [serve] [flags]   serve streamable HTTP on port 3334 (the default)
  cloudwatch-mcp stdio [flags]     speak MCP over standard input and output
  cloudwatch-mcp demo [--once]     walk through an incident in an embedded world of data
  cloudwatch-mcp sandbox [flags]   run that world alone, as an AWS endpoint
  cloudwatch-mcp doctor [--json]   check credentials, permissions, PromQL sources, issuers and the running service
  cloudwatch-mcp client [URL]      a session at the terminal with any MCP server
  cloudwatch-mcp call URL tool …   call one tool of any MCP server: call URL describe_alarms state=ALARM --json
  cloudwatch-mcp client-config …   print the block with which a client (librechat, claude, cursor …) finds the server
`;

const IAM_POLICY = `  cloudwatch-mcp iam-policy        print what the role may do; [--toolsets all] (logs,alarms; default: all
                                   but cli, as the service's own) [--partition aws-cn]
                                   [--config file]: the roles of its accounts too
    --trust irsa                   who may assume it; [--account 123456789012] [--oidc-provider https://oidc.eks…/id/ABC]
    --trust pod-identity           [--account 123456789012]; both: [--service-account [namespace:]name,…]
    --cross-account trust          of a role that reads in another account: who may assume it; [--account …] [--role …]
                                   [--external-id …]
    --cross-account permissions    what that role may do; [--toolsets …]
    --cross-account assume         what the server's role needs to assume it; [--account …] [--role …],
                                   or all of a configuration file: [--config file],
                                   else of the one that CLOUDWATCH_MCP_CONFIG names
`;

const SANDBOX = `  cloudwatch-mcp sandbox [flags]   run the demo's world of data as an AWS endpoint until Ctrl-C
    --port 4566                    port to listen on; 0 for a free one
    --host 127.0.0.1               address to bind
    --world shop                   shop, or large: 5,000,000 log events a day, 100,000 metrics, 5,000 alarms
    --prometheus-url URL           a server that answers PromQL, in place of one with the world's samples
`;

const DEMO = `  cloudwatch-mcp demo [flags]      walk through an incident in an embedded world of data, then serve it until Ctrl-C
    --port 3334                    port of /mcp; 0 for a free one
    --once                         end after the walk
    --toolsets all                 toolsets to offer; the walk needs logs, metrics and alarms
`;

const CLIENT_FLAGS = `    --timeout 120                  seconds that a call may take
    --header "Name: value"         a header of each request to the server; may come several times
    --no-browser                   print the URL of a login, open no browser
    --debug                        show requests and answers on standard error, without tokens
`;

const CLIENT = `  cloudwatch-mcp client [URL]      a session at the terminal with any MCP server; \`help\` in it says its commands
    --json                         show answers as JSON
    --interactive                  read commands from standard input where it is no terminal
${CLIENT_FLAGS}`;

const CALL = `  cloudwatch-mcp call URL tool [name=value…]
                                   call one tool of any MCP server; name:=json, a JSON object and - (a JSON object
                                   on standard input) are arguments, too
    --json                         print the structured answer
${CLIENT_FLAGS}Exit code 0: an answer; 1: the tool's error; 2: a wrong flag, tool or argument; 3: no connection, or not let in.
`;

const CLIENT_CONFIG = `  cloudwatch-mcp client-config CLIENT  print the block with which a client finds the server, ready to paste
                                   CLIENT: librechat, claude, claude-desktop, cursor, vscode, agentcore
    --url http://localhost:3334/mcp  where the client reaches the server
    --name cloudwatch              the name under which the client lists it
    --auth none                    none; bearer: a token that you hand out; oauth: a login
`;

const OWN: Readonly<Record<string, string>> = {
  'iam-policy': IAM_POLICY,
  sandbox: SANDBOX,
  demo: DEMO,
  client: CLIENT,
  call: CALL,
  'client-config': CLIENT_CONFIG,
};

/** What each command does that has the settings as its flags. */
const SERVING: Readonly<Record<string, string>> = {
  serve: '[serve] [flags]: serve streamable HTTP until SIGTERM or SIGINT',
  stdio: 'stdio [flags]: speak MCP over standard input and output',
  doctor:
    'doctor [--json] [flags]: check what a service with these flags needs; exit code 0: all pass, 1: warnings, 2: failures',
};

/** The text of `<command> --help`; of all commands where none is named. */
export function helpFor(command?: string): string {
  if (command !== undefined && Object.hasOwn(OWN, command)) return OWN[command] ?? '';
  const serving = command !== undefined && Object.hasOwn(SERVING, command) ? SERVING[command] : undefined;
  if (serving !== undefined) return `  cloudwatch-mcp ${serving}\n${settingFlags()}`;
  return `${USAGE}${IAM_POLICY}
Flags are the settings in kebab case (--port 3334, --regions us-east-1,eu-west-1); <command> --help lists a command's.
`;
}

function settingFlags(): string {
  const lines = SETTINGS.map(({ key, help, shown }) => {
    const standard = shown === '' ? '' : ` (${shown})`;
    return `    --${flagName(key).padEnd(22)} ${help}${standard}\n`;
  });
  return `${lines.join('')}    --${'config'.padEnd(22)} A YAML file with these settings\n`.replaceAll('`', '');
}
