import * as z from 'zod';
import { SECTIONS, type SectionName } from './config-sections/sections.ts';
import { SETTINGS } from './settings.ts';

/** The variable of a setting, which beats the file, is told to whoever writes the file. */
const settings = SETTINGS.map(
  ({ key, env, help, parse }) =>
    [key, parse.inFile.describe(`${help.replaceAll('`', '')}. ${env} beats it.`).optional()] as const,
);

const sections = Object.entries(SECTIONS).map(([name, section]) => [name, section.optional()] as const);

/** What a configuration file may hold: settings by their keys, and sections. config.schema.json is made of it. */
export const configFileSchema = z.strictObject(
  Object.fromEntries<z.ZodType>([...settings, ...sections]) as { [Name in SectionName]: (typeof sections)[number][1] },
);
