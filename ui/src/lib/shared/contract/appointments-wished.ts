// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type PartOfDay = "morning" | "afternoon" | "evening";
export type WishedTimes = { 
/** Only visits that begin in these parts of the day; in any when empty. */
parts_of_day: Array<PartOfDay>, 
/** Only on these weekdays, 1 is Monday; on any when empty. */
weekdays: Array<number>, 
/** The first so many of each day, 1 to 50; all of them when none is given. */
per_day: number | null, };
