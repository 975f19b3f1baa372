// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { RequestId } from './ids';

export type DiagnosisSearch = { 
/** As typed; with nothing typed the answer is what is at hand. */
words: string, 
/** Codes that the doctor has at hand, the nearest first: they stand above others that fit as well. */
at_hand: Array<string>, };
export type DiagnosisHit = { 
/** With its point. */
code: string, 
/** As the list has it. */
title: string, 
/** The other words of the list that were found, where the title does not hold what was typed. */
also: string | null, };
export type DiagnosisHits = { 
/** The best first, 20 at most. */
hits: Array<DiagnosisHit>, 
/** More fit than are told. */
more: boolean, 
/** The list and its release. */
release: string, };
export type SetFavourite = { 
/** The write's id. */
request_id: RequestId, 
/** With its point. */
code: string, 
/** It is one from now on. */
favourite: boolean, };
