import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { nearestNames } from '../../analysis/nearest-names.ts';
import { ellipsis } from '../../format/text.ts';
import type { View } from '../view.ts';
import type { Given, Prompt } from './prompt.ts';
import { argumentsOf, promptsOf, renderPrompt } from './render.ts';

/** No name of AWS is longer. */
const MAX_CHARS = 2_048;

/** @throws ProtocolError invalid params, in a sentence, for a prompt or an argument that is not there, or is missing */
export function getPrompt(
  name: string,
  args: Readonly<Record<string, string>> | undefined,
  view: View,
): { description: string; messages: [{ role: 'user'; content: { type: 'text'; text: string } }] } {
  const prompts = promptsOf(view);
  const prompt = prompts.find((known) => known.name === name);
  if (prompt === undefined) {
    const known =
      prompts.length === 0 ? 'None is there for you' : `The prompts are ${prompts.map((one) => one.name).join(', ')}`;
    throw invalid(`There is no prompt ${quote(name)}. ${known}.`);
  }
  const text = renderPrompt(prompt, givenOf(prompt, args ?? {}, view), view);
  return { description: prompt.title, messages: [{ role: 'user', content: { type: 'text', text } }] };
}

/** Arguments that are empty are those of a form that was left so. */
function givenOf(prompt: Prompt, args: Readonly<Record<string, string>>, view: View): Given {
  const known: readonly string[] = argumentsOf(prompt, view);
  const given = Object.entries(args).flatMap(([name, value]) =>
    value.trim() === '' ? [] : [[name, value.trim()] as const],
  );
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      const takes = known.length === 0 ? 'It takes none' : `It takes ${known.join(', ')}`;
      throw invalid(`The prompt ${prompt.name} has no argument ${quote(name)}. ${takes}.`);
    }
    if (value.length > MAX_CHARS) throw invalid(`${name} may have at most ${MAX_CHARS} characters.`);
    if (name === 'region') mustBe(name, value, view.regions);
    if (name === 'account') mustBe(name, value, view.accounts);
  }
  const values: Given = Object.fromEntries(given);
  const missing = (prompt.required ?? []).filter((name) => values[name] === undefined);
  if (missing.length > 0) throw invalid(`The prompt ${prompt.name} needs ${missing.join(', ')}.`);
  return values;
}

function mustBe(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const [near] = nearestNames(value, allowed, 1);
  throw invalid(
    `${name} is ${quote(value)}: it must be one of ${allowed.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}.`,
  );
}

function quote(text: string): string {
  return ellipsis(JSON.stringify(text), 80);
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
