import * as z from 'zod';
import { ToolError } from '../../../errors.ts';

/** The most dimensions a metric can have, and a filter can name: 30 and 10 (CloudWatch API Reference). */
const MAX_DIMENSIONS = 30;
const MAX_FILTERS = 10;
/** A dimension's name and value have at most 255 and 1,024 characters; so have namespaces and metric names 255. */
const MAX_TEXT_CHARS = 255 + 1 + 1_024;
const MAX_NAME_CHARS = 255;
/** The longest label of a query (CloudWatch API Reference, MetricDataQuery: none is stated; labels with dynamic parts fit). */
const MAX_LABEL_CHARS = 1_024;
/** No statistic and no unit is longer: the longest are ranges with two long numbers. */
const MAX_WORD_CHARS = 100;

export const linkedAccountParam = z
  .string()
  .refine((text) => /^\d{12}$/.test(text), 'it must have 12 digits')
  .optional();

/** A name of CloudWatch; the bounds are checked, but not published, where they would cost tokens and tell nobody much. */
export const nameParam = z
  .string()
  .refine(({ length }) => length >= 1 && length <= MAX_NAME_CHARS, `it must have 1 to ${MAX_NAME_CHARS} characters`);
export const labelParam = atMost(MAX_LABEL_CHARS);
export const statisticParam = atMost(MAX_WORD_CHARS);
export const unitParam = atMost(MAX_WORD_CHARS);
const dimensionText = z
  .string('it must be a text of the form "Name=value"')
  .refine(
    ({ length }) => length >= 1 && length <= MAX_TEXT_CHARS,
    'it must be Name=value, of at most 255 and 1,024 characters',
  );

const DIMENSIONS_FORM = 'it must be an array of texts of the form "Name=value"';

export const dimensionsParam = z
  .array(dimensionText, DIMENSIONS_FORM)
  .max(MAX_DIMENSIONS)
  .optional()
  .describe('Name=value, all the metric has');
export const dimensionFilterParam = z
  .array(dimensionText, DIMENSIONS_FORM)
  .max(MAX_FILTERS)
  .optional()
  .describe('Name or Name=value');

function atMost(chars: number) {
  return z.string().refine(({ length }) => length <= chars, `it may have ${chars} characters at most`);
}

/** `InstanceId` or `InstanceId=i-1`; the first `=` divides. */
export function parseDimensionFilter(text: string): { name: string; value?: string | undefined } {
  const at = text.indexOf('=');
  if (at === -1) return { name: text.trim() };
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (name === '') throw refusal(text);
  return value === '' ? { name } : { name, value };
}

/**
 * The dimensions of one metric.
 * @throws ToolError invalid_input where one has no value or is given twice
 */
export function parseDimensions(texts: readonly string[]): Record<string, string> {
  const dimensions = new Map<string, string>();
  for (const text of texts) {
    const { name, value } = parseDimensionFilter(text);
    if (value === undefined) throw refusal(text);
    if (dimensions.has(name)) {
      throw new ToolError(
        'invalid_input',
        `dimensions names ${JSON.stringify(name)} twice: a metric has one value per dimension. Use get_metric_data for several metrics.`,
      );
    }
    dimensions.set(name, value);
  }
  return Object.fromEntries(dimensions);
}

function refusal(text: string): ToolError {
  return new ToolError(
    'invalid_input',
    `dimensions has ${JSON.stringify(text)}: write Name=value, such as "InstanceId=i-0123". list_metrics shows a metric's dimensions and their values.`,
  );
}
