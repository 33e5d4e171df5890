import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { nearestNames } from '../../analysis/nearest-names.ts';
import { ToolError } from '../../errors.ts';
import { ellipsis } from '../../format/text.ts';
import { formatSecond, parseTime } from '../../format/time.ts';
import type { View } from '../view.ts';
import type { Given, Prompt } from './prompt.ts';
import { argumentsOf, promptsOf, renderPrompt } from './render.ts';

/** No name of AWS is longer. */
const MAX_CHARS = 2_048;

/**
 * @param now milliseconds of the epoch, that `start` is read by
 * @throws ProtocolError invalid params, in a sentence, for a prompt or an argument that is not there, is missing, or is none
 */
export function getPrompt(
  name: string,
  args: Readonly<Record<string, string>> | undefined,
  view: View,
  now: number,
): { description: string; messages: [{ role: 'user'; content: { type: 'text'; text: string } }] } {
  const prompts = promptsOf(view);
  const prompt = prompts.find((known) => known.name === name);
  if (prompt === undefined) {
    const known =
      prompts.length === 0 ? 'None is there for you' : `The prompts are ${prompts.map((one) => one.name).join(', ')}`;
    throw invalid(`There is no prompt ${quote(name)}. ${known}.`);
  }
  const text = renderPrompt(prompt, givenOf(prompt, args ?? {}, view, now), view);
  return { description: prompt.title, messages: [{ role: 'user', content: { type: 'text', text } }] };
}

/** Arguments that are empty are those of a form that was left so. */
function givenOf(prompt: Prompt, args: Readonly<Record<string, string>>, view: View, now: number): Given {
  const known: readonly string[] = argumentsOf(prompt, view);
  const given = Object.entries(args)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([name, value]) => value !== '' && !isTheOnlyOne(name, value, prompt, view));
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      const takes = known.length === 0 ? 'It takes none' : `It takes ${known.join(', ')}`;
      throw invalid(`The prompt ${prompt.name} has no argument ${quote(name)}. ${takes}.`);
    }
    if (value.length > MAX_CHARS) throw invalid(`${name} may have at most ${MAX_CHARS} characters.`);
    if (name === 'region') mustBe(name, value, view.regions);
    if (name === 'account') mustBe(name, value, view.accounts);
    if (name === 'start') mustBePast(value, now);
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

/** The only region or account, which is not asked for: naming it does no harm, naming another does. */
function isTheOnlyOne(name: string, value: string, { optional }: Prompt, { regions, accounts }: View): boolean {
  const configured = name === 'region' ? regions : name === 'account' ? accounts : [];
  if (configured.length !== 1 || !optional.some((one) => one === name)) return false;
  mustBe(name, value, configured);
  return true;
}

/** As the tools read it, so that none of the proposed calls is refused for it. */
function mustBePast(start: string, now: number): void {
  try {
    if (parseTime(start, 'start', now) < now) return;
  } catch (error) {
    throw error instanceof ToolError ? invalid(error.message) : error;
  }
  throw invalid(`start is ${quote(start)}: it must be before now, ${formatSecond(now)}.`);
}

function quote(text: string): string {
  return ellipsis(JSON.stringify(text), 80);
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
