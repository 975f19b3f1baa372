// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Altered } from './altered';
import type { ClinicError } from './error';
import type { DoctorId, FileId, PatientId, RecordId, RequestId } from './ids';

export type RecordList = { 
/** Those that open. */
records: Array<RecordView>, 
/** Those that cannot be shown. */
altered: Array<Altered>, };
export type RecordType = "lab_report" | "x_ray" | "mri" | "ct" | "ultrasound" | "ecg" | "prescription" | "discharge_summary" | "other";
export type RecordForm = { 
/** What it is. */
record_type: RecordType, 
/** 1 to 200 characters. */
title: string, 
/** At most 2,000 characters. */
description: string, 
/** The date it is of, `2026-12-31`; empty where nobody knows. */
dated_on: string, 
/** For finding; 20 at most, of 50 characters. */
tags: Array<string>, };
export type FileFault = "not_there" | "not_a_file" | "empty" | "too_large" | "unreadable" | "changed" | "not_whole" | "arrived_whole";
export type Preview = "image" | "pdf" | "none";
export type RecordStatus = "arriving" | "kept";
export type AddRecord = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
record_id: RecordId, 
/** Whose it is. */
patient_id: PatientId, 
/** The file that was chosen. */
file_id: FileId, 
/** What describes it. */
form: RecordForm, };
export type DiscardRecord = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, };
export type DescribeRecord = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, 
/** The version on the screen. */
row_version: number, 
/** All of it. */
form: RecordForm, };
export type Archiving = "archived" | "not_archived";
export type ArchiveRecord = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, 
/** The version on the screen. */
row_version: number, 
/** Which of the two. */
archiving: Archiving, };
export type Sharing = "shared" | "not_shared";
export type ShareRecord = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, 
/** The version on the screen. */
row_version: number, 
/** With whom. */
doctor_id: DoctorId, 
/** Which of the two. */
sharing: Sharing, };
export type RecordsRequest = { 
/** The event's id (reading a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type SharedRecordsRequest = { 
/** The event's id. */
request_id: RequestId, };
export type RecordVersionsRequest = { 
/** The event's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, };
export type OpenRecord = { 
/** The event's id: what names the opening when its parts are asked for. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, };
export type RecordPiece = { 
/** Which. */
record_id: RecordId, 
/** The opening: [`OpenRecord::request_id`]. */
opening: RequestId, 
/** Which part, from 0. */
place: number, };
export type CopyRecord = { 
/** The event's id. */
request_id: RequestId, 
/** Which. */
record_id: RecordId, };
export type RecordBytes = ArrayBuffer;
export type RecordView = { 
/** Its id. */
id: RecordId, 
/** Whose. */
patient_id: PatientId, 
/** Their name, `Family, Given`. */
patient_name: string, 
/** What describes it. */
form: RecordForm, 
/** The file's name. */
file_name: string, 
/** What the file is, e.g. `application/pdf`. */
media_type: string, 
/** How it can be looked at. */
preview: Preview, 
/** How many bytes it has. */
bytes: number, 
/** SHA-256 of them, in hexadecimal. */
sha256: string, 
/** Where it stands. */
status: RecordStatus, 
/** How many of its parts arrived. */
arrived_parts: number, 
/** How many it has. */
parts: number, 
/** Who added it. */
added_by: string, 
/** When. */
added_at: string, 
/** How often it was described. */
version: number, 
/** When it was put into the archive. */
archived_at: string | null, 
/** The doctors it is shared with. */
shared_with: Array<DoctorId>, 
/** The version to name in the next write. */
row_version: number, };
export type RecordVersion = { 
/** Counted from 1. */
version: number, 
/** When it was saved. */
saved_at: string, 
/** By whom. */
saved_by: string, 
/** What it said. */
form: RecordForm, };
export type OpenedRecord = { 
/** It. */
record: RecordView, 
/** How many bytes a part has; the last one may have fewer. */
part_bytes: number, };
export type ChosenFile = { 
/** By what the page names it. */
file_id: FileId, 
/** Its name, without folders. */
name: string, 
/** How many bytes it has. */
bytes: number, 
/** When it was last written. */
written_at: string | null, 
/** Why it cannot be added. */
fault: FileFault | null, };
export type WaitingScans = { 
/** The folder; none while nobody chose one. */
folder: string | null, 
/** Whether it can be read just now. */
readable: boolean, 
/** What waits in it, the oldest first. */
files: Array<ChosenFile>, };
export type UploadState = { "state": "waiting" } | { "state": "reading" } | { "state": "sending" } | { "state": "checking" } | { "state": "away" } | { "state": "locked" } | { "state": "done" } | { "state": "failed", 
/** Why. */
error: ClinicError, };
export type UploadView = { 
/** The record it becomes. */
record_id: RecordId, 
/** Whose. */
patient_id: PatientId, 
/** Their name. */
patient_name: string, 
/** The record's title. */
title: string, 
/** How many parts the file has. */
parts: number, 
/** How many arrived, or were read back while it is checked. */
done_parts: number, 
/** Where it stands. */
standing: UploadState, };
