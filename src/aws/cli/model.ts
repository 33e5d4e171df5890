import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import type { Shape, Structure } from '../../analysis/cli/shape.ts';
import { commandOf } from './commands.ts';
import type { CliOperation } from './operations.ts';

/** What an operation takes and answers, by the SDK's model of it. */
export interface OperationModel {
  readonly input: Structure;
  readonly output: Structure;
}

export function modelOf(operation: CliOperation): OperationModel {
  const { schema } = commandOf(operation, {}) as { schema: readonly unknown[] };
  return { input: structureOf(schema[4] as Schema), output: structureOf(schema[5] as Schema) };
}

function structureOf(schema: Schema): Structure {
  const shape = toShape(NormalizedSchema.of(schema));
  return shape.kind === 'structure' ? shape : { kind: 'structure', members: new Map(), required: [] };
}

function toShape(schema: NormalizedSchema): Shape {
  if (schema.isStructSchema()) return toStructure(schema);
  if (schema.isListSchema()) return { kind: 'list', of: toShape(schema.getValueSchema()) };
  if (schema.isMapSchema()) return { kind: 'map', of: toShape(schema.getValueSchema()) };
  if (schema.isTimestampSchema()) return { kind: 'timestamp' };
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  if (schema.isNumericSchema()) return { kind: 'number' };
  if (schema.isBlobSchema()) return { kind: 'blob' };
  if (schema.isDocumentSchema()) return { kind: 'document' };
  return { kind: 'text' };
}

function toStructure(schema: NormalizedSchema): Structure {
  const members = [...schema.structIterator()].map(([name, member]) => [name, () => toShape(member)] as const);
  // A static structure: kind, namespace, name, traits, names of members, their schemas, how many of the first are required.
  const [, , , , names = [], , required = 0] = schema.getSchema() as unknown as readonly [
    number,
    string,
    string,
    unknown,
    (readonly string[])?,
    unknown?,
    number?,
  ];
  return { kind: 'structure', members: new Map(members), required: names.slice(0, required) };
}
