import { SETTINGS } from '../src/settings.ts';
import { TOOLS } from '../src/tools/index.ts';

/** The text between `<!-- name -->` and `<!-- /name -->` of README.md, by name. */
const PARTS: Readonly<Record<string, () => string>> = {
  tools: toolTable,
  settings: settingsTable,
};

/** README.md with its generated parts made anew. */
export function generateReadme(readme: string): Promise<string> {
  return Promise.resolve(
    Object.entries(PARTS).reduce((text, [name, make]) => {
      const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [start, end] = [text.indexOf(open), text.indexOf(close)];
      if (start < 0 || end < start) throw new Error(`README.md has no ${open} … ${close}`);
      return `${text.slice(0, start + open.length)}\n${make()}\n${text.slice(end)}`;
    }, readme),
  );
}

function toolTable(): string {
  const rows = TOOLS.map((tool) => `| ${tool.toolset} | \`${tool.name}\` | ${firstSentence(tool.description)} |`);
  return ['| toolset | tool | answers |', '|---|---|---|', ...rows].join('\n');
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function settingsTable(): string {
  const rows = SETTINGS.map(({ env, help, shown }) => `| \`${env}\` | ${help} | ${shown} |`);
  return [
    '| variable | what | default |',
    '|---|---|---|',
    ...rows,
    '| `CLOUDWATCH_MCP_CONFIG` | A YAML file with these settings; a key is the variable without its prefix in camelCase |  |',
  ].join('\n');
}
