import { ToolError } from '../../errors.ts';
import { quoted } from '../../format/text.ts';
import { nearestNames } from '../nearest-names.ts';
import { GLOBAL_OPTIONS, type GlobalOptions } from './global-options.ts';
import { kebab } from './kebab.ts';
import type { WrittenOption } from './read-command.ts';
import { fitToShape, readJson, readValue, refuseFiles } from './read-value.ts';
import type { Shape, Structure } from './shape.ts';

interface Parameter {
  /** As the API names it. */
  readonly member: string;
  readonly shape: Shape;
  /** What a flag says; undefined for what takes a value. */
  readonly flag: boolean | undefined;
}

/** The options of an operation by their names on the command line, in the model's order. */
export function optionsOf(input: Structure): ReadonlyMap<string, Parameter> {
  const options = new Map<string, Parameter>();
  for (const [member, of] of input.members) {
    const shape = of();
    const name = kebab(member);
    const isFlag = shape.kind === 'boolean';
    options.set(`--${name}`, { member, shape, flag: isFlag ? true : undefined });
    if (isFlag) options.set(`--no-${name}`, { member, shape, flag: false });
  }
  return options;
}

/**
 * The input of an operation: what `--cli-input-json` has, and over it what the options say.
 * @param operation as it is asked for, `logs filter-log-events`, for errors
 * @throws ToolError invalid_input for an option that it has not, a value that does not fit, one that is missing
 */
export function readParameters(
  operation: string,
  written: readonly WrittenOption[],
  globals: Pick<GlobalOptions, 'inputJson'>,
  input: Structure,
): Record<string, unknown> {
  const known = optionsOf(input);
  const values: Record<string, unknown> =
    globals.inputJson === undefined ? {} : inputOf(globals.inputJson, { ...input, required: [] });
  for (const option of written) {
    const parameter = known.get(option.name);
    if (parameter === undefined) throw unknownOption(operation, option.name, known);
    if (parameter.flag === undefined) {
      values[parameter.member] = readValue(option.name, option.words, parameter.shape);
    } else {
      if (option.words.length > 0) throw takesNoValue(option);
      values[parameter.member] = parameter.flag;
    }
  }
  const missing = input.required.filter((member) => values[member] === undefined);
  if (missing.length > 0) {
    const names = missing.map((member) => `--${kebab(member)}`).join(', ');
    throw new ToolError('invalid_input', `aws ${operation} needs ${names}. aws ${operation} help lists its options.`);
  }
  return values;
}

function inputOf(text: string, input: Structure): Record<string, unknown> {
  try {
    refuseFiles(text);
    return fitToShape(readJson(text), input, false) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.code, `--cli-input-json: ${error.message.replace(/\.$/, '')}.`);
  }
}

function takesNoValue({ name, words }: WrittenOption): ToolError {
  const other = name.startsWith('--no-') ? name.replace('--no-', '--') : name.replace('--', '--no-');
  return new ToolError(
    'invalid_input',
    `${name} takes no value, and ${quoted(words[0] ?? '')} is behind it. For the opposite write ${other}.`,
  );
}

function unknownOption(operation: string, name: string, known: ReadonlyMap<string, Parameter>): ToolError {
  const nearest = nearestNames(name, [...known.keys(), ...GLOBAL_OPTIONS]);
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', or ')}?`;
  return new ToolError(
    'invalid_input',
    `aws ${operation} has no option ${quoted(name).slice(1, -1)}.${hint} aws ${operation} help lists its options.`,
  );
}
