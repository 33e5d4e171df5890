import { nearestNames } from '../../analysis/nearest-names.ts';
import { splitWords } from '../arguments/words.ts';
import type { Completer } from '../terminal/line-reader.ts';
import { usageError } from '../trouble.ts';
import type { Command } from './command.ts';
import { AUTH_COMMANDS } from './auth-commands.ts';
import { CONNECTION_COMMANDS } from './connection-commands.ts';
import { PROMPT_COMMANDS } from './prompt-commands.ts';
import { RESOURCE_COMMANDS } from './resource-commands.ts';
import type { Session } from './session.ts';
import { callTool, completeCall, describeTool, TOOL_COMMANDS } from './tool-commands.ts';
import { toolNamed } from './tools.ts';

const LAST: readonly Command[] = [
  {
    names: ['help', '?'],
    usage: '[tool]',
    help: 'say the commands, or the parameters of a tool',
    run(session, rest) {
      const { screen, now } = session;
      if (rest !== '') {
        describeTool(session, toolNamed(rest, now.tools));
        return Promise.resolve();
      }
      for (const { names, usage, help } of COMMANDS)
        screen.say(`${`${names[0]} ${usage}`.padEnd(HELP_COLUMN)} ${help}`);
      screen.aside('The name of a tool calls it, too. Tab completes, Ctrl-C cancels a call, Ctrl-D quits.');
      return Promise.resolve();
    },
    complete: ({ now }) => now.tools.map(({ name }) => name),
  },
  {
    names: ['quit', 'exit'],
    usage: '',
    help: 'end the session',
    run({ now }) {
      now.quit = true;
      return Promise.resolve();
    },
  },
];
const HELP_COLUMN = 34;

const COMMANDS: readonly Command[] = [
  ...CONNECTION_COMMANDS,
  ...TOOL_COMMANDS,
  ...RESOURCE_COMMANDS,
  ...PROMPT_COMMANDS,
  ...AUTH_COMMANDS,
  ...LAST,
];

/** Runs one line of the session. @throws ClientError, and what the connection throws */
export async function runLine(session: Session, line: string, signal: AbortSignal): Promise<void> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  if (word === '') return;
  const command = COMMANDS.find(({ names }) => names.includes(word));
  if (command !== undefined) return command.run(session, rest, signal);
  const tool = session.now.tools.find((one) => one.name === word);
  if (tool !== undefined) return callTool(session, tool, rest, signal);
  const near = nearestNames(word, [
    ...COMMANDS.map(({ names }) => names[0]),
    ...session.now.tools.map((one) => one.name),
  ]);
  throw usageError(
    `There is no command ${JSON.stringify(word)}. ${near.length > 0 ? `Did you mean ${near.join(', ')}?` : '`help` lists them.'}`,
  );
}

/** Completes commands, tools, parameters and values. */
export function completerFor(session: Session): Completer {
  return async (line) => {
    const { words, open } = splitWords(line);
    const typing = open || !/\s$/.test(line) ? (words.at(-1) ?? '') : '';
    const all = typing === '' && words.length > 0 ? [...words, ''] : words;
    const found = await possible(session, all);
    return [found.filter((one) => one.startsWith(typing)), typing];
  };
}

async function possible(session: Session, words: readonly string[]): Promise<readonly string[]> {
  const tools = session.now.tools.map((one) => one.name);
  if (words.length <= 1) return [...COMMANDS.map(({ names }) => names[0]), ...tools];
  const [first = '', ...rest] = words;
  if (tools.includes(first)) return completeCall(session, words);
  const command = COMMANDS.find(({ names }) => names.includes(first));
  return (await command?.complete?.(session, rest)) ?? [];
}
