import { readFileSync, writeFileSync } from 'node:fs';
import { asJson, configSchema, CONFIG_SCHEMA_PATH, VALUES_SCHEMA_PATH, withSections } from './config-schema.ts';

/** Writes config.schema.json, and the sections in the schema of the chart's values. `test/config-schema.test.ts` fails when they drift. */
writeFileSync(CONFIG_SCHEMA_PATH, await asJson(configSchema(), CONFIG_SCHEMA_PATH));
const values = withSections(readFileSync(VALUES_SCHEMA_PATH, 'utf8'));
writeFileSync(VALUES_SCHEMA_PATH, await asJson(values, VALUES_SCHEMA_PATH));
