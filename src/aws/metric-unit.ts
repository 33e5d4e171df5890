import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { ToolError } from '../errors.ts';

/**
 * A unit by CloudWatch's own name, however it is capitalised.
 * @throws ToolError invalid_input with the units there are
 */
export function parseUnit(text: string): StandardUnit {
  const units = Object.values(StandardUnit);
  const unit = units.find((one) => one.toLowerCase() === text.trim().toLowerCase());
  if (unit !== undefined) return unit;
  throw new ToolError(
    'invalid_input',
    `unit is ${JSON.stringify(text)}: CloudWatch's units are ${units.join(', ')}. Leave it out: only datapoints stored with exactly the named unit are found.`,
  );
}
