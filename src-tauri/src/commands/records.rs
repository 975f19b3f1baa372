//! A patient's records. Files come by number, never by path; what they hold goes to the page in parts, never to the disk.

use clinic_core::error::Outcome;
use clinic_core::ids::RecordId;
use clinic_core::printing::model::KeptFile;
use clinic_core::records;
use clinic_core::records::model::{
    AddRecord, ArchiveRecord, ChosenFile, CopyRecord, DescribeRecord, DiscardRecord, OpenRecord, OpenedRecord,
    RecordList, RecordPiece, RecordVersion, RecordVersionsRequest, RecordView, RecordsRequest, ShareRecord,
    SharedRecordsRequest, UploadView, WaitingScans,
};
use tauri::State;
use tauri::ipc::Response;

use super::act;
use crate::state::Desk;
use crate::{files, papers, scans, uploads};

/// A patient's records.
#[tauri::command]
pub async fn records_of_patient(desk: State<'_, Desk>, request: RecordsRequest) -> Outcome<RecordList> {
    act!(desk, records::of_patient, request)
}

/// What others shared.
#[tauri::command]
pub async fn records_shared(desk: State<'_, Desk>, request: SharedRecordsRequest) -> Outcome<RecordList> {
    act!(desk, records::shared, request)
}

/// How a record was described before.
#[tauri::command]
pub async fn records_versions(desk: State<'_, Desk>, request: RecordVersionsRequest) -> Outcome<Vec<RecordVersion>> {
    act!(desk, records::versions, request)
}

/// Describes a record anew.
#[tauri::command]
pub async fn records_describe(desk: State<'_, Desk>, request: DescribeRecord) -> Outcome<RecordView> {
    act!(desk, records::describe, request)
}

/// Puts a record into the archive, or brings it back.
#[tauri::command]
pub async fn records_archive(desk: State<'_, Desk>, request: ArchiveRecord) -> Outcome<RecordView> {
    act!(desk, records::archive, request)
}

/// Shares a record, or ends that.
#[tauri::command]
pub async fn records_share(desk: State<'_, Desk>, request: ShareRecord) -> Outcome<RecordView> {
    act!(desk, records::share, request)
}

/// Opens a record: reads and checks it.
#[tauri::command]
pub async fn records_open(desk: State<'_, Desk>, request: OpenRecord) -> Outcome<OpenedRecord> {
    act!(desk, records::open, request)
}

/// A part of a record that was opened, as bytes.
#[tauri::command]
pub async fn records_piece(desk: State<'_, Desk>, request: RecordPiece) -> Outcome<Response> {
    act!(desk, records::piece, request).map(|piece| Response::new(piece.0))
}

/// Keeps a copy of a record where papers are kept.
#[tauri::command]
pub async fn records_copy(desk: State<'_, Desk>, request: CopyRecord) -> Outcome<KeptFile> {
    papers::keep_copy(&desk, act!(desk, records::copy, request)?).await
}

/// Begins to add a file.
#[tauri::command]
pub async fn records_add(desk: State<'_, Desk>, request: AddRecord) -> Outcome<RecordView> {
    uploads::add(&desk, request).await
}

/// Gives up a file that has not arrived whole.
#[tauri::command]
pub async fn records_discard(desk: State<'_, Desk>, request: DiscardRecord) -> Outcome<()> {
    uploads::discard(&desk, request).await
}

/// Asks the person for files.
#[tauri::command]
pub async fn records_choose_files(desk: State<'_, Desk>) -> Outcome<Vec<ChosenFile>> {
    files::choose(&desk).await
}

/// What is being sent.
#[tauri::command]
pub async fn records_uploads(desk: State<'_, Desk>) -> Outcome<Vec<UploadView>> {
    uploads::list(&desk).await
}

/// Tries again what could not go on.
#[tauri::command]
pub async fn records_send_again(desk: State<'_, Desk>, request: RecordId) -> Outcome<()> {
    uploads::again(&desk, request).await
}

/// What waits in the folder of scans.
#[tauri::command]
pub async fn records_scans(desk: State<'_, Desk>) -> Outcome<WaitingScans> {
    scans::waiting(&desk).await
}

/// Asks the person for the folder of scans.
#[tauri::command]
pub async fn records_choose_scans_folder(desk: State<'_, Desk>) -> Outcome<WaitingScans> {
    scans::choose_folder(&desk).await
}

/// Forgets the folder of scans.
#[tauri::command]
pub async fn records_forget_scans_folder(desk: State<'_, Desk>) -> Outcome<WaitingScans> {
    scans::forget_folder(&desk).await
}
