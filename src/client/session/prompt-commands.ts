import type { GetPromptResult, Prompt } from '@modelcontextprotocol/client';
import { nearestNames } from '../../analysis/nearest-names.ts';
import type { JsonSchema } from '../arguments/json-schema.ts';
import { ArgumentError, readArguments } from '../arguments/read-arguments.ts';
import { splitWords } from '../arguments/words.ts';
import { visible, visibleJson } from '../paint.ts';
import { blockText } from '../results/result-text.ts';
import { usageError } from '../trouble.ts';
import { askParameters } from './ask-parameters.ts';
import type { Command } from './command.ts';
import { serverCompletion } from './completion.ts';
import { deskOf, linkOf, withLink, type Session } from './session.ts';

export const PROMPT_COMMANDS: readonly Command[] = [
  {
    names: ['prompts', 'list-prompts'],
    usage: '',
    help: 'list the prompts',
    async run(session, _, signal) {
      const prompts = await promptsOf(session, signal);
      if (prompts.length === 0) session.screen.say('The server has no prompts.');
      for (const prompt of prompts) session.screen.say(summary(prompt));
    },
  },
  {
    names: ['prompt'],
    usage: '<name> [name=value…]',
    help: 'show a prompt; asks for what is not given',
    run: showPrompt,
    complete: completePrompt,
  },
];

function summary({ name, title, description, arguments: args = [] }: Prompt): string {
  const wanted = args.map((one) => `${one.name}${one.required === true ? '*' : ''}`).join(', ');
  return visible(`${name}${wanted === '' ? '' : ` (${wanted})`}: ${description ?? title ?? ''}`);
}

async function promptsOf(session: Session, signal: AbortSignal): Promise<Prompt[]> {
  if (linkOf(session).client.getServerCapabilities()?.prompts === undefined) return [];
  return (await withLink(session, signal, (client) => client.listPrompts({}, { signal }))).prompts;
}

async function showPrompt(session: Session, rest: string, signal: AbortSignal): Promise<void> {
  const [name = '', ...words] = splitWords(rest).words;
  if (name === '') throw usageError('Which prompt? `prompts` lists them.');
  const prompts = await promptsOf(session, signal);
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined) {
    const near = nearestNames(
      name,
      prompts.map((one) => one.name),
    );
    throw usageError(
      `The server has no prompt ${JSON.stringify(name)}.${near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ''}`,
    );
  }
  const args = await argumentsOf(session, prompt, words);
  if (args === undefined) return;
  const result = await withLink(session, signal, (client) => client.getPrompt({ name, arguments: args }, { signal }));
  show(session, result);
}

async function argumentsOf(
  session: Session,
  prompt: Prompt,
  words: readonly string[],
): Promise<Record<string, string> | undefined> {
  const schema = schemaOf(prompt);
  let given: Record<string, unknown>;
  try {
    given = readArguments(words, schema);
  } catch (error) {
    if (error instanceof ArgumentError) throw usageError(error.message);
    throw error;
  }
  const missing = (schema.required ?? []).some((name) => !(name in given));
  const asks = missing || (words.length === 0 && (prompt.arguments ?? []).length > 0);
  const complete = serverCompletion(session, { type: 'ref/prompt', name: prompt.name });
  const all = asks ? await askParameters(deskOf(session), schema, given, complete) : given;
  return all && Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
}

/** Arguments of prompts are texts. */
function schemaOf({ arguments: args = [] }: Prompt): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      args.map(({ name, description }) => [
        name,
        { type: 'string', ...(description !== undefined && { description }) },
      ]),
    ),
    required: args.filter((one) => one.required === true).map((one) => one.name),
  };
}

function show({ json, write, screen }: Session, result: GetPromptResult): void {
  if (json) {
    write(`${visibleJson(result.messages)}\n`);
    return;
  }
  for (const { role, content } of result.messages) {
    screen.heading(`${role}:`);
    screen.answer(visible(blockText(content)), false);
  }
}

async function completePrompt(session: Session, words: readonly string[]): Promise<readonly string[]> {
  const prompts = await promptsOf(session, new AbortController().signal);
  const [name = '', ...rest] = words;
  const prompt = prompts.find((one) => one.name === name);
  if (words.length <= 1 || prompt === undefined) return prompts.map((one) => one.name);
  const args = prompt.arguments ?? [];
  const [, argument, typed = ''] = /^([^=]+)=(.*)$/.exec(rest.at(-1) ?? '') ?? [];
  if (argument === undefined) return args.map((one) => `${one.name}=`);
  const complete = serverCompletion(session, { type: 'ref/prompt', name });
  const values = await complete({ name: argument, required: false, schema: {} }, typed, {});
  return values.map((value) => `${argument}=${/\s/.test(value) ? JSON.stringify(value) : value}`);
}
