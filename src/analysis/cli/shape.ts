/** What a parameter of an operation is, as its model says: plain data, whatever the model is written in. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | Structure;

export interface Structure {
  readonly kind: 'structure';
  /** By the names that the API knows, in the model's order. A structure may hold itself. */
  readonly members: ReadonlyMap<string, () => Shape>;
  readonly required: readonly string[];
}

export function isScalar(shape: Shape): boolean {
  return shape.kind !== 'list' && shape.kind !== 'map' && shape.kind !== 'structure';
}
