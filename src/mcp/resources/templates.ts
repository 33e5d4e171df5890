import type { View } from '../view.ts';
import { kindsOf } from './kinds.ts';

/** A template as resources/templates/list gives it. */
interface PublishedTemplate {
  name: string;
  title: string;
  uriTemplate: string;
  description: string;
  mimeType: string;
}

/** The templates of what the caller may read; with an account where there are several. */
export function templatesOf({ tools, accounts }: View): PublishedTemplate[] {
  return kindsOf(tools).flatMap(({ kind, title, description, template }) => {
    if (template === undefined) return [];
    const of = accounts.length > 1 && kind !== 'catalog' ? '{?account}' : '';
    return [{ name: kind, title, uriTemplate: `${template}${of}`, description, mimeType: 'text/markdown' }];
  });
}
