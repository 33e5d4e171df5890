import pino from 'pino';
import { ANYONE } from '../src/principal.ts';
import { configBlocks } from '../src/client/config-blocks.ts';
import { loadConfig } from '../src/config.ts';
import { callTool } from '../src/mcp/call-tool.ts';
import { sandboxCredentials, startSandbox } from '../src/sandbox/sandbox.ts';
import { PROMPTS } from '../src/mcp/prompts/prompts.ts';
import { RESOURCE_KINDS } from '../src/mcp/resources/kinds.ts';
import { FIRING_URI } from '../src/mcp/resources/uri.ts';
import { createService } from '../src/service.ts';
import { SETTINGS } from '../src/settings.ts';
import { TOOLS } from '../src/tools/index.ts';

/** The moment that the README's answer is from, so that it is the same each time it is made. */
const ANSWERED_AT = Date.parse('2026-11-21T09:40:00Z');

/** The text between `<!-- name -->` and `<!-- /name -->` of README.md, by name. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  answer,
  tools: toolTable,
  prompts: promptTables,
  clients: clientBlocks,
  settings: settingsTable,
};

/** README.md with its generated parts made anew. */
export async function generateReadme(readme: string): Promise<string> {
  let text = readme;
  for (const [name, make] of Object.entries(PARTS)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(open), text.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`README.md has no ${open} … ${close}`);
    text = `${text.slice(0, start + open.length)}\n${await make()}\n${text.slice(end)}`;
  }
  return text;
}

async function answer(): Promise<string> {
  const sandbox = await startSandbox({ clock: () => ANSWERED_AT });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(loadConfig([], {}), pino({ level: 'silent' }), { aws, clock: () => ANSWERED_AT });
  try {
    const { text, isError } = await callTool(
      {
        name: 'describe_alarms',
        args: { state: 'ALARM', limit: 4 },
        signal: new AbortController().signal,
        principal: ANYONE,
        progress: () => undefined,
      },
      service.mcp,
    );
    if (isError) throw new Error(text);
    return ['```', text, '```'].join('\n');
  } finally {
    service.close();
    await sandbox.close();
  }
}

function toolTable(): string {
  const rows = TOOLS.map(
    (tool) => `| ${tool.toolset} | \`${tool.name}\` | ${firstSentence(tool.description).replaceAll('|', '\\|')} |`,
  );
  return ['| toolset | tool | answers |', '|---|---|---|', ...rows].join('\n');
}

function promptTables(): string {
  const prompts = PROMPTS.map(({ name, description, required = [], optional }) => {
    const names = [...required.map((one) => `\`${one}\``), ...optional.map((one) => `\`[${one}]\``)];
    return `| \`${name}\` | ${names.join(' ')} | ${description} |`;
  });
  const resources = Object.values(RESOURCE_KINDS).map(
    ({ title, description, template, tool }) =>
      `| \`${template ?? FIRING_URI}\` | ${title}: ${description} | \`${tool}\` |`,
  );
  return [
    ['| prompt | arguments | for |', '|---|---|---|', ...prompts].join('\n'),
    ['| resource | what | read by |', '|---|---|---|', ...resources].join('\n'),
  ].join('\n\n');
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function clientBlocks(): string {
  return configBlocks('http://localhost:3334/mcp')
    .map(({ client, file, language, text, note }) =>
      [
        `**${client}** (\`${file}\`):`,
        ['```' + language, text, '```'].join('\n'),
        ...(note === undefined ? [] : [note]),
      ].join('\n\n'),
    )
    .join('\n\n');
}

function settingsTable(): string {
  const rows = SETTINGS.map(({ env, help, shown }) => `| \`${env}\` | ${help} | ${shown} |`);
  const file =
    '| `CLOUDWATCH_MCP_CONFIG` | A YAML file with these settings, a key being the variable without its prefix in camelCase, and with [more](docs/config.example.yaml) |  |';
  return ['| variable | what | default |', '|---|---|---|', ...rows, file].join('\n');
}
