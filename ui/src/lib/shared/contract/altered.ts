// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type Altered = { 
/** Names the place, for the administrator: table, field, record, version. */
detail: string, 
/** When it was written, as the database says. */
saved_at: string, 
/** By whom, as the database says. */
saved_by: string, };
