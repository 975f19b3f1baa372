// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { RequestId } from './ids';

export type SettingsView = { 
/** The address in front of every video visit's token, `https://…`; empty: video visits have no link yet. */
video_base_url: string, 
/** A visit cancelled less than so many hours before it begins is a late cancel; 0 for never. */
late_cancel_hours: number, 
/** For how many minutes a time is held for whom it was offered to. */
offer_minutes: number, 
/** The version to name in the next write; 0 while nothing was ever set. */
row_version: number, };
export type SaveSettings = { 
/** The write's id. */
request_id: RequestId, 
/** The version on the screen. */
row_version: number, 
/** As typed; empty takes the links away. */
video_base_url: string, 
/** 0 to 336 hours. */
late_cancel_hours: number, 
/** For how many minutes a time is held for whom it was offered to, 1 to 1440. */
offer_minutes: number, };
