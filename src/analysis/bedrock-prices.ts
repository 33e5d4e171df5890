import { ToolError } from '../errors.ts';
import { modelOf } from './bedrock-names.ts';
import type { Pricing, Usage } from './usage-report.ts';

/** US dollars for a million tokens of each kind; undefined where the caller named none. */
interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
}

const FORM = /^([^=\s]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?))?$/;

/**
 * Prices as callers write them: `model=input/output` or `model=input/output/cache read/cache write`, US dollars for a
 * million tokens. A model is named as in the report or as its callers do, or by how it begins, with `*` at the end; the
 * first that fits holds.
 * @throws ToolError invalid_input
 */
export function parsePrices(texts: readonly string[]): Pricing {
  const prices = texts.map(parsePrice);
  return (usage) => {
    const price = prices.find(({ fits }) => fits(usage))?.price;
    return price === undefined ? free(usage) : costOf(usage, price);
  };
}

function parsePrice(text: string): { fits: (usage: Usage) => boolean; price: Price } {
  const [, name = '', input, output, cacheRead, cacheWrite] = FORM.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (input === undefined || output === undefined) {
    throw new ToolError(
      'invalid_input',
      `${JSON.stringify(text)} is no price. Write model=input/output or model=input/output/cache read/cache write, in US dollars for a million tokens: "anthropic.claude-sonnet*=3/15/0.3/3.75".`,
    );
  }
  const start = name.endsWith('*') ? name.slice(0, -1) : undefined;
  return {
    fits: ({ model, rawModel }) =>
      start === undefined
        ? rawModel === name || model === modelOf(name)
        : rawModel.startsWith(start) || model.startsWith(start),
    price: {
      input: Number(input),
      output: Number(output),
      cacheRead: cacheRead === undefined ? undefined : Number(cacheRead),
      cacheWrite: cacheWrite === undefined ? undefined : Number(cacheWrite),
    },
  };
}

/** What used no tokens costs nothing, whatever the model. */
function free({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Usage): number | undefined {
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens === 0 ? 0 : undefined;
}

function costOf(usage: Usage, { input, output, cacheRead, cacheWrite }: Price): number | undefined {
  const parts: readonly (readonly [number, number | undefined])[] = [
    [usage.inputTokens, input],
    [usage.outputTokens, output],
    [usage.cacheReadTokens, cacheRead],
    [usage.cacheWriteTokens, cacheWrite],
  ];
  if (parts.some(([tokens, price]) => tokens > 0 && price === undefined)) return undefined;
  return parts.reduce((sum, [tokens, price = 0]) => sum + (tokens * price) / 1e6, 0);
}
