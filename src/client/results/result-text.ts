import type { CallToolResult, ContentBlock, ReadResourceResult } from '@modelcontextprotocol/client';

/** An answer of a tool as text for people: its texts as they are, of all else what it is. */
export function resultText(result: CallToolResult): string {
  const parts = result.content.map(blockText);
  if (parts.length === 0 && result.structuredContent !== undefined)
    return JSON.stringify(result.structuredContent, null, 2);
  return parts.length === 0 ? '(no content)' : parts.join('\n');
}

/** What a script gets: the structured content where there is any, else the whole answer. */
export function resultJson(result: CallToolResult): unknown {
  if (result.structuredContent !== undefined && result.isError !== true) return result.structuredContent;
  return { content: result.content, ...(result.isError === true && { isError: true }) };
}

export function blockText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
    case 'audio':
      return `[${block.type}, ${block.mimeType}, ${bytesOf(block.data)}]`;
    case 'resource_link':
      return `[resource ${block.uri}${block.title === undefined ? '' : `: ${block.title}`}]`;
    default:
      return contentsText(block.resource);
  }
}

/** The contents of a resource: text as it is, of bytes how many. */
export function contentsText(contents: ReadResourceResult['contents'][number]): string {
  if ('text' in contents) return contents.text;
  return `[${contents.uri}, ${contents.mimeType ?? 'bytes'}, ${bytesOf(contents.blob)}]`;
}

const bytesOf = (base64: string) => `${Math.floor((base64.replace(/=+$/, '').length * 3) / 4).toLocaleString('en')} B`;
