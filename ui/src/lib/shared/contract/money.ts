// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type Money = { 
/** The amount in the currency's main unit, e.g. `"85.00"`. */
amount: string, 
/** ISO 4217, three capital letters. */
currency: string, };
