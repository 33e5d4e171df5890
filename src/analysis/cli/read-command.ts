import { ToolError } from '../../errors.ts';
import { quoted } from '../../format/text.ts';
import { applyGlobal, globalArity, refuseOption, type GlobalOptions } from './global-options.ts';
import { splitCommand } from './split-command.ts';

/** An option of an operation as it is written: how many values it takes only its model knows. */
export interface WrittenOption {
  /** With its dashes. */
  readonly name: string;
  readonly words: string[];
  /** Whether it is written as `--name=value`. */
  readonly joined: boolean;
}

/** A command line, before it is known whether there is such an operation. */
export interface WrittenCommand {
  /** `[service, operation]`; fewer where there are none, `help` among them. */
  readonly path: readonly string[];
  readonly options: readonly WrittenOption[];
  readonly globals: GlobalOptions;
}

/** Service, operation and `help`. */
const LONGEST_PATH = 3;

/**
 * Reads a command line of the AWS CLI, with or without the leading `aws`. Nothing is run or looked up.
 * @throws ToolError invalid_input for what no shell reads here, options that are not taken, and words out of place
 */
export function readCommand(text: string): WrittenCommand {
  const words = splitCommand(text);
  if (words[0] === 'aws') words.shift();
  const first = words[0] ?? '';
  if (/^\w+=/.test(first)) {
    throw new ToolError(
      'invalid_input',
      `command begins with ${quoted(first)}: no variables are set here. Begin with aws.`,
    );
  }
  const path: string[] = [];
  const options: WrittenOption[] = [];
  const globals: GlobalOptions = { output: 'json', paginate: true };
  let open: WrittenOption | undefined;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (!/^--[A-Za-z]/.test(word)) {
      if (open !== undefined) open.words.push(word);
      else if (path.length < LONGEST_PATH && !word.startsWith('-')) path.push(word);
      else throw outOfPlace(word, path);
      continue;
    }
    const { name, joined } = named(word);
    const arity = globalArity(name);
    if (arity === undefined) {
      refuseOption(name);
      open = { name, words: joined === undefined ? [] : [joined], joined: joined !== undefined };
      options.push(open);
      continue;
    }
    open = undefined;
    const value = joined ?? (arity === 1 ? words[(i += 1)] : undefined);
    if (arity === 0 && joined !== undefined) throw new ToolError('invalid_input', `${name} takes no value.`);
    if (arity === 1 && (value === undefined || (joined === undefined && /^--[a-z]/.test(value)))) {
      throw new ToolError('invalid_input', `${name} needs a value behind it.`);
    }
    applyGlobal(globals, name, value);
  }
  return { path, options, globals };
}

function named(word: string): { name: string; joined: string | undefined } {
  const at = word.indexOf('=');
  return at < 0 ? { name: word, joined: undefined } : { name: word.slice(0, at), joined: word.slice(at + 1) };
}

function outOfPlace(word: string, path: readonly string[]): ToolError {
  const after = path.length === 0 ? '' : ` behind ${path.join(' ')}`;
  return new ToolError(
    'invalid_input',
    `${quoted(word)}${after} belongs to no option. Values with spaces go in quotes; options begin with two dashes.`,
  );
}
