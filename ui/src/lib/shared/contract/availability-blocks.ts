// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { BlockId, DoctorId, LocationId, RequestId } from './ids';

export type BlockKind = "meeting" | "administration" | "emergency";
export type BlockRelease = { "by": "never" } | { "by": "hours", 
/** How many. */
hours: number, } | { "by": "at", 
/** Date and time, no zone. */
local: string, };
export type BlockForm = { 
/** Made by the workstation for a new one. */
id: BlockId, 
/** Whose time. */
doctor_id: DoctorId, 
/** On whose wall the times are said; the doctor's first location when none is given. */
location_id: LocationId | null, 
/** What it is kept for. */
block_kind: BlockKind, 
/** What the desk sees, at most 200 characters. */
title: string, 
/** From, on the wall: `2026-12-24T09:00`. */
starts_local: string, 
/** Up to, not including. */
ends_local: string, 
/** When a reserve is released. */
release: BlockRelease, };
export type AddBlocks = { 
/** The write's id. */
request_id: RequestId, 
/** 1 to 200. */
blocks: Array<BlockForm>, };
export type ChangeBlock = { 
/** The write's id. */
request_id: RequestId, 
/** The version on the screen. */
row_version: number, 
/** As it shall be. */
block: BlockForm, };
export type NameBlocks = { 
/** The write's id. */
request_id: RequestId, 
/** 1 to 200. */
block_ids: Array<BlockId>, };
export type BlockView = { 
/** Its id. */
id: BlockId, 
/** Whose time. */
doctor_id: DoctorId, 
/** On whose wall the times are said. */
location_id: LocationId | null, 
/** What it is kept for. */
block_kind: BlockKind, 
/** What the desk sees. */
title: string, 
/** From, UTC. */
starts_at: string, 
/** Up to, UTC. */
ends_at: string, 
/** From, on the wall. */
starts_local: string, 
/** Up to. */
ends_local: string, 
/** When a reserve is released. */
release: BlockRelease, 
/** The instant of the release, UTC. */
released_at: string | null, 
/** The same on the wall. */
released_local: string | null, 
/** The version to name in the next write. */
row_version: number, };
