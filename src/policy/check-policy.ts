import { ConfigError } from '../config-error.ts';
import type { PolicyLimits, PolicySection } from '../config-sections/policy.ts';

/** What of the rest of the configuration a policy names. */
interface Named {
  readonly accounts?: readonly { readonly id: string; readonly alias: string }[] | undefined;
  readonly policy?: PolicySection | undefined;
}

/**
 * Whether the accounts of a policy exist: a rule about a misspelt one would allow, or deny, nothing.
 * @throws ConfigError naming the rule, the name, and the aliases there are
 */
export function checkPolicy({ policy, accounts = [] }: Named): void {
  const known = new Set(accounts.flatMap(({ id, alias }) => [id, alias]));
  const limits: [where: string, PolicyLimits | undefined][] = [
    ['policy.everyone', policy?.everyone],
    ...(policy?.rules ?? []).map((rule, i): [string, PolicyLimits] => [`policy.rules[${i}] ("${rule.name}")`, rule]),
  ];
  for (const [where, { accounts: named } = {}] of limits) {
    for (const name of [...(named?.allow ?? []), ...(named?.deny ?? [])]) {
      // Twelve digits may be a linked account.
      if (name.includes('*') || known.has(name) || /^\d{12}$/.test(name)) continue;
      const aliases = accounts.map(({ alias }) => alias).join(', ');
      throw new ConfigError(
        `${where} names the account ${JSON.stringify(name)}, which is not configured. ${aliases === '' ? 'No accounts are: add accounts to the file.' : `Configured are ${aliases}.`}`,
      );
    }
  }
}
