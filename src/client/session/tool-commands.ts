import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import { itemChoices, kindOf, parametersOf } from '../arguments/json-schema.ts';
import { splitWords } from '../arguments/words.ts';
import { visible, visibleJson } from '../paint.ts';
import { progressBar } from '../progress-bar.ts';
import { resultJson, resultText } from '../results/result-text.ts';
import { usageError } from '../trouble.ts';
import { askParameters } from './ask-parameters.ts';
import type { Command } from './command.ts';
import { deskOf, linkOf, refreshTools, withLink, type Session } from './session.ts';
import { argumentsFor, checkArguments, schemaOf, toolNamed } from './tools.ts';

export const TOOL_COMMANDS: readonly Command[] = [
  {
    names: ['tools', 'list-tools'],
    usage: '[name]',
    help: 'list the tools, or say the parameters of one',
    async run(session, rest, signal) {
      linkOf(session);
      await refreshTools(session, signal);
      const { tools } = session.now;
      if (rest !== '') describeTool(session, toolNamed(rest, tools));
      else if (tools.length === 0) session.screen.say('The server has no tools.');
      else for (const tool of tools) session.screen.say(summary(tool));
    },
    complete: (session) => session.now.tools.map((tool) => tool.name),
  },
  {
    names: ['call', 'call-tool'],
    usage: '<tool> [name=value… | JSON]',
    help: 'call a tool; asks for what is not given',
    run: runCall,
    complete: completeCall,
  },
];

function summary({ name, title, description }: Tool): string {
  return visible(`${name}: ${firstSentence(description ?? title ?? '')}`);
}

const firstSentence = (text: string) => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;

/** A tool and its parameters in words. */
export function describeTool({ screen }: Session, tool: Tool): void {
  screen.heading(visible(tool.name));
  if (tool.description !== undefined) screen.say(visible(tool.description));
  for (const { name, required, schema } of parametersOf(schemaOf(tool))) {
    const text = `  ${name}${required ? '*' : ''} (${kindOf(schema)}): ${schema.description ?? ''}`;
    screen.say(visible(text.replace(/: $/, '')));
  }
}

async function runCall(session: Session, rest: string, signal: AbortSignal): Promise<void> {
  linkOf(session);
  const [, name = '', words = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  if (name === '') throw usageError('Which tool? `call describe_alarms`; `tools` lists them.');
  await callTool(session, toolNamed(name, session.now.tools), words, signal);
}

/** Calls a tool with what was typed behind its name, asking for parameters where nothing was. */
export async function callTool(session: Session, tool: Tool, typed: string, signal: AbortSignal): Promise<void> {
  const schema = schemaOf(tool);
  const given = argumentsFor(tool, typed.startsWith('{') ? [typed] : splitWords(typed).words);
  const missing = (schema.required ?? []).some((name) => !(name in given));
  const asks = missing || (typed === '' && parametersOf(schema).length > 0);
  const args = asks ? await askParameters(deskOf(session), schema, given) : given;
  if (args === undefined) return;
  await checkArguments(tool, args);
  const result = await callShowing(session, tool, args, signal);
  showResult(session, result);
}

function callShowing(
  session: Session,
  tool: Tool,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const bar = progressBar(session.live ? session.write : undefined, session.terminal.columns);
  const options = {
    signal,
    timeout: session.timeoutMs,
    resetTimeoutOnProgress: true,
    onprogress: bar.show,
    toolDefinition: tool,
  };
  return withLink(session, signal, (client) => client.callTool({ name: tool.name, arguments: args }, options)).finally(
    bar.clear,
  );
}

function showResult({ json, screen, write }: Session, result: CallToolResult): void {
  if (json) write(`${visibleJson(resultJson(result))}\n`);
  else screen.answer(visible(resultText(result)), result.isError === true);
}

/** Names of tools, then of their parameters, then of values to choose from. */
export function completeCall(session: Session, words: readonly string[]): readonly string[] {
  const { tools } = session.now;
  const [name = '', ...rest] = words;
  if (words.length <= 1) return tools.map((tool) => tool.name);
  const tool = tools.find((one) => one.name === name);
  const parameters = tool === undefined ? [] : parametersOf(schemaOf(tool));
  const [, parameter, value] = /^([^=]+)=(.*)$/.exec(rest.at(-1) ?? '') ?? [];
  if (parameter !== undefined && value !== undefined) {
    const schema = parameters.find((one) => one.name === parameter)?.schema;
    // In a list the item after the last comma is completed.
    const before = schema?.type === 'array' ? value.slice(0, value.lastIndexOf(',') + 1) : '';
    return schema === undefined ? [] : itemChoices(schema).map((one) => `${parameter}=${before}${one}`);
  }
  const given = new Set(rest.slice(0, -1).map((word) => word.split('=')[0]));
  return parameters.filter((one) => !given.has(one.name)).map((one) => `${one.name}=`);
}
