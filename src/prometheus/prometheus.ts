/** The PromQL sources a tool may ask. */
export interface Prometheus {
  readonly configured: readonly string[];
}
