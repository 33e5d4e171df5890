import * as z from 'zod';
import type { Facts } from './facts.ts';

const entity = { $id: z.string() };
const databaseSchema = z.object({
  schema: z.object({
    metric: z.object({
      entities: z.array(z.object({ ...entity, namespace: z.string(), name: z.string(), statistic: z.string() })),
    }),
    dimensionSet: z.object({
      entities: z.array(z.object({ ...entity, dimensions: z.array(z.object({ name: z.string() })) })),
    }),
    usesDimensionSet: z.object({
      forward: z.record(z.string(), z.array(z.object({ $id: z.string() }))),
    }),
  }),
});

/** Facts of the database of `@aws-cdk/aws-service-spec`: statistics and dimension sets. @param json its db.json */
export function parseServiceSpec(json: string): Facts {
  const { metric, dimensionSet, usesDimensionSet } = databaseSchema.parse(JSON.parse(json)).schema;
  const sets = new Map(dimensionSet.entities.map((set) => [set.$id, set.dimensions.map(({ name }) => name)]));
  return {
    metrics: metric.entities.map(({ $id, namespace, name, statistic }) => ({
      namespace,
      name,
      statistics: [statistic],
      dimensionSets: (usesDimensionSet.forward[$id] ?? []).map((used) => sets.get(used.$id) ?? []),
    })),
  };
}
