import { kebab } from '../../../analysis/cli/kebab.ts';
import type { WrittenCommand } from '../../../analysis/cli/read-command.ts';
import type { CliOperation } from '../../../aws/cli/operations.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import { formatTime, parseTime } from '../../../format/time.ts';

type Unit = 'milliseconds' | 'seconds';

/** Numbers that are times; their models do not say so, the API Reference of CloudWatch Logs does. */
const EPOCHS: Readonly<Record<string, Readonly<Record<string, Unit>>>> = {
  FilterLogEvents: { startTime: 'milliseconds', endTime: 'milliseconds' },
  GetLogEvents: { startTime: 'milliseconds', endTime: 'milliseconds' },
  GetLogGroupFields: { time: 'seconds' },
};

/** What a number that is a time counts since 1970; undefined for every other member. */
export function epochUnit({ name }: Pick<CliOperation, 'name'>, member: string): Unit | undefined {
  return EPOCHS[name]?.[member];
}

/**
 * Times that are written as people write them, where the operation takes a number.
 * @param now epoch milliseconds
 * @throws ToolError invalid_input with the number that stands for it
 */
export function refuseWrittenTimes(operation: CliOperation, { options, globals }: WrittenCommand, now: number): void {
  const json = membersOf(globals.inputJson);
  for (const [member, unit] of Object.entries(EPOCHS[operation.name] ?? {})) {
    const name = `--${kebab(member)}`;
    const words = options.filter((option) => option.name === name).map((option) => option.words.join(' '));
    for (const word of [json[member], ...words]) {
      if (typeof word !== 'string' || word === '' || !Number.isNaN(Number(word))) continue;
      throw new ToolError(
        'invalid_input',
        `${name} is ${quoted(word)}: it must be epoch ${unit}: ${value(word, unit, now)}.`,
      );
    }
  }
}

function value(word: string, unit: Unit, now: number): string {
  const number = (ms: number) => Math.floor(unit === 'seconds' ? ms / 1000 : ms);
  try {
    const ms = parseTime(word, 'time', now);
    return `${number(ms)} is ${formatTime(ms)}`;
  } catch {
    return `now is ${number(now)}`;
  }
}

/** What `--cli-input-json` has; nothing where it cannot be read, which is said elsewhere. */
function membersOf(inputJson: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(inputJson ?? '{}')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
