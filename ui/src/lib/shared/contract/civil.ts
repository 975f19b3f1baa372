// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type Repeated = "earlier" | "later";
