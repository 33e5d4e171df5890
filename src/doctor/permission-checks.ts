import type { Permission } from '../aws/permission-probes.ts';
import { fail, pass, warning, type Check } from './check.ts';

/** What came of trying an IAM action somewhere: in a region, or on a PromQL source. */
export interface Tried {
  readonly action: string;
  readonly where: string;
  readonly permission: Permission;
}

/** One check an action, by name; what was found in several places is one finding. */
export function permissionChecks(tried: readonly Tried[]): Check[] {
  const actions = [...new Set(tried.map(({ action }) => action))].toSorted();
  return actions.map((action) =>
    checkOf(
      action,
      tried.filter((one) => one.action === action),
    ),
  );
}

/** The actions that AWS refused somewhere, by name. */
export function missingActions(tried: readonly Tried[]): string[] {
  const missing = tried.filter(({ permission }) => permission.status === 'missing');
  return [...new Set(missing.map(({ action }) => action))].toSorted();
}

function checkOf(action: string, tried: readonly Tried[]): Check {
  const name = `IAM ${action}`;
  const having = (status: Permission['status']) => tried.filter(({ permission }) => permission.status === status);
  const places = (some: readonly Tried[]) => some.map(({ where }) => where).join(', ');
  const [missing, unknown, allowed] = [having('missing'), having('unknown'), having('allowed')];
  if (missing.length > 0) {
    const found = `refused: ${places(missing)} (${missing[0]?.permission.reason ?? 'no reason given'})`;
    return fail(name, found, 'Add it to the policy of the role: the statement is below.');
  }
  if (unknown.length > 0) {
    const found = `could not be tried: ${places(unknown)} (${unknown[0]?.permission.reason ?? 'no reason given'})`;
    return warning(name, found, 'Mend what the reason says, then try again.');
  }
  if (allowed.length > 0) return pass(name, `allowed: ${places(allowed)}`);
  return pass(name, `not tried: there is no AMP workspace in ${places(tried)} to try it on`);
}
