import { breaks, nameRule, othersThan, type Rules } from './model-schemas.ts';

/** Amazon Nova's guide, "Defining a tool": what the top level may have. Converse hands a schema to the model as it is. */
const NOVA_TOP_LEVEL = new Set(['type', 'properties', 'required']);

/** What Nova's models understand below it, and those of others on Bedrock, too: no keyword that needs resolving or merging. */
const NOT_FOLLOWED = ['$ref', '$defs', 'definitions', 'allOf', 'oneOf', 'not', 'if', 'then', 'else', '$schema', '$id'];

/** What a `ToolSpecification` of Converse must be like (Bedrock's API reference), for models of Nova, too. */
export const bedrockTool: Rules = (tool) => [
  ...nameRule(/^[a-zA-Z0-9_-]{1,64}$/)(tool),
  ...(tool.description === '' ? ['the description is empty'] : []),
  ...(tool.schema['type'] === 'object' ? [] : ['the whole: must be an object']),
  ...breaks(tool.schema, (place) => place.path === '' && othersThan(NOVA_TOP_LEVEL)(place)),
  ...breaks(tool.schema, ({ schema }) => {
    const others = NOT_FOLLOWED.filter((keyword) => keyword in schema);
    return others.length > 0 && `${others.join(', ')} is not followed`;
  }),
  ...breaks(tool.schema, ({ schema }) => Array.isArray(schema['type']) && 'several types at once'),
];
