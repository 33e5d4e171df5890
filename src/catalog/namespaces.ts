import type { Catalog } from './catalog.ts';

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/^aws\//, '')
    .replaceAll(/[^a-z0-9]/g, '');

/** The namespace that a caller means: the same but for case, separators and a leading `AWS/`; undefined where none or several are. */
export function resolveNamespace(catalog: Pick<Catalog, 'namespaces'>, text: string): string | undefined {
  if (catalog.namespaces.includes(text)) return text;
  const meant = catalog.namespaces.filter((namespace) => plain(namespace) === plain(text));
  return meant.length === 1 ? meant[0] : undefined;
}
