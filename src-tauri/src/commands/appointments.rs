//! The day sheet, and booking, moving, cancelling and stepping visits.

use clinic_core::appointments;
use clinic_core::appointments::calendar::model::{
    CalendarRequest, ForgetView, Month, SaveView, SavedView, Wall, WallRequest, Week,
};
use clinic_core::appointments::details::model::ChangeDetails;
use clinic_core::appointments::holds::model::{HoldRequest, HoldView, ReleaseHold};
use clinic_core::appointments::model::{
    AppointmentView, AssignRoom, BookingRequest, CancelRequest, DaySheet, DaySheetRequest, FindVisit,
    RescheduleRequest, RoomChoice, SlotOffer, SlotSearch, StepRequest, UndoMoveRequest, VisitList, VisitListRequest,
};
use clinic_core::appointments::proposals::model::MoveProposals;
use clinic_core::appointments::series::model::{SeriesCheck, SeriesRequest, SeriesView};
use clinic_core::appointments::together::model::{
    BookTogether, CancelTogether, EarlierPlace, MoveTogether, PlannedVisit, SwapVisits, TakeBack,
};
use clinic_core::away::{answers, deeds};
use clinic_core::error::Outcome;
use clinic_core::ids::{AppointmentId, BlockId, PatientId, SeriesId, TimeOffId};
use tauri::State;

use super::{act, ask, deed};
use crate::state::Desk;

/// The visits of a stretch of days, by doctor.
#[tauri::command]
pub async fn appointments_day_sheet(desk: State<'_, Desk>, request: DaySheetRequest) -> Outcome<DaySheet> {
    ask!(desk, appointments::day_sheet, answers::day_sheet, request)
}

/// The next free slots.
#[tauri::command]
pub async fn appointments_free_slots(desk: State<'_, Desk>, request: SlotSearch) -> Outcome<Vec<SlotOffer>> {
    ask!(desk, appointments::free_slots, answers::free_slots, request)
}

/// A patient's visits.
#[tauri::command]
pub async fn appointments_of_patient(desk: State<'_, Desk>, request: PatientId) -> Outcome<Vec<AppointmentView>> {
    ask!(desk, appointments::of_patient, answers::of_patient, request)
}

/// One visit.
#[tauri::command]
pub async fn appointments_get(desk: State<'_, Desk>, request: AppointmentId) -> Outcome<AppointmentView> {
    ask!(desk, appointments::get, answers::get, request)
}

/// The visit of a reference read over the phone.
#[tauri::command]
pub async fn appointments_by_reference(desk: State<'_, Desk>, request: FindVisit) -> Outcome<AppointmentView> {
    act!(desk, appointments::by_reference, request)
}

/// Holds a place while its booking is filled in.
#[tauri::command]
pub async fn appointments_hold(desk: State<'_, Desk>, request: HoldRequest) -> Outcome<HoldView> {
    act!(desk, appointments::hold, request)
}

/// Gives a held place back.
#[tauri::command]
pub async fn appointments_release_hold(desk: State<'_, Desk>, request: ReleaseHold) -> Outcome<()> {
    act!(desk, appointments::release_hold, request)
}

/// Books a visit.
#[tauri::command]
pub async fn appointments_book(desk: State<'_, Desk>, request: BookingRequest) -> Outcome<AppointmentView> {
    deed!(desk, appointments::book, deeds::book, request)
}

/// Moves a visit.
#[tauri::command]
pub async fn appointments_reschedule(desk: State<'_, Desk>, request: RescheduleRequest) -> Outcome<AppointmentView> {
    deed!(desk, appointments::reschedule, deeds::reschedule, request)
}

/// Puts a visit back where it was before a move.
#[tauri::command]
pub async fn appointments_undo_move(desk: State<'_, Desk>, request: UndoMoveRequest) -> Outcome<AppointmentView> {
    act!(desk, appointments::undo_move, request)
}

/// Cancels a visit.
#[tauri::command]
pub async fn appointments_cancel(desk: State<'_, Desk>, request: CancelRequest) -> Outcome<AppointmentView> {
    deed!(desk, appointments::cancel, deeds::cancel, request)
}

/// Writes anew what is known of a visit.
#[tauri::command]
pub async fn appointments_change_details(desk: State<'_, Desk>, request: ChangeDetails) -> Outcome<AppointmentView> {
    act!(desk, appointments::change_details, request)
}

/// Takes a visit one step on, or back.
#[tauri::command]
pub async fn appointments_step(desk: State<'_, Desk>, request: StepRequest) -> Outcome<AppointmentView> {
    deed!(desk, appointments::step, deeds::step, request)
}

/// Checks a series without booking it.
#[tauri::command]
pub async fn appointments_check_series(desk: State<'_, Desk>, request: SeriesRequest) -> Outcome<SeriesCheck> {
    act!(desk, appointments::check_series, request)
}

/// Books a series.
#[tauri::command]
pub async fn appointments_book_series(desk: State<'_, Desk>, request: SeriesRequest) -> Outcome<SeriesView> {
    act!(desk, appointments::book_series, request)
}

/// A series with its occurrences.
#[tauri::command]
pub async fn appointments_series(desk: State<'_, Desk>, request: SeriesId) -> Outcome<SeriesView> {
    act!(desk, appointments::series, request)
}

/// Books several visits in one go.
#[tauri::command]
pub async fn appointments_book_together(desk: State<'_, Desk>, request: BookTogether) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::book_together, request)
}

/// Checks a move of several visits without moving them.
#[tauri::command]
pub async fn appointments_check_moves(desk: State<'_, Desk>, request: MoveTogether) -> Outcome<Vec<PlannedVisit>> {
    act!(desk, appointments::check_moves, request)
}

/// Moves several visits in one go.
#[tauri::command]
pub async fn appointments_move_together(desk: State<'_, Desk>, request: MoveTogether) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::move_together, request)
}

/// Has two visits exchange their places.
#[tauri::command]
pub async fn appointments_swap(desk: State<'_, Desk>, request: SwapVisits) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::swap, request)
}

/// Cancels several visits in one go.
#[tauri::command]
pub async fn appointments_cancel_together(
    desk: State<'_, Desk>,
    request: CancelTogether,
) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::cancel_together, request)
}

/// Takes back a write that changed several visits.
#[tauri::command]
pub async fn appointments_take_back(desk: State<'_, Desk>, request: TakeBack) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::take_back, request)
}

/// The places that a visit was moved away from.
#[tauri::command]
pub async fn appointments_earlier_places(desk: State<'_, Desk>, request: AppointmentId) -> Outcome<Vec<EarlierPlace>> {
    act!(desk, appointments::earlier_places, request)
}

/// The live visits that lie in some blocks.
#[tauri::command]
pub async fn appointments_in_blocks(desk: State<'_, Desk>, request: Vec<BlockId>) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::in_blocks, request)
}

/// Proposes a place for every visit of a time off.
#[tauri::command]
pub async fn appointments_propose_moves(desk: State<'_, Desk>, request: TimeOffId) -> Outcome<MoveProposals> {
    act!(desk, appointments::propose_moves, request)
}

/// Visits as a flat list.
#[tauri::command]
pub async fn appointments_list(desk: State<'_, Desk>, request: VisitListRequest) -> Outcome<VisitList> {
    act!(desk, appointments::list, request)
}

/// The rooms a visit could take.
#[tauri::command]
pub async fn appointments_rooms_for(desk: State<'_, Desk>, request: AppointmentId) -> Outcome<Vec<RoomChoice>> {
    act!(desk, appointments::rooms_for, request)
}

/// Gives a visit a room, and brings the patient in.
#[tauri::command]
pub async fn appointments_assign_room(desk: State<'_, Desk>, request: AssignRoom) -> Outcome<AppointmentView> {
    act!(desk, appointments::assign_room, request)
}

/// Some days of some doctors as narrow blocks.
#[tauri::command]
pub async fn appointments_week(desk: State<'_, Desk>, request: CalendarRequest) -> Outcome<Week> {
    act!(desk, appointments::week, request)
}

/// Some days as numbers.
#[tauri::command]
pub async fn appointments_month(desk: State<'_, Desk>, request: CalendarRequest) -> Outcome<Month> {
    act!(desk, appointments::month, request)
}

/// What a wall screen shows.
#[tauri::command]
pub async fn appointments_wall(desk: State<'_, Desk>, request: WallRequest) -> Outcome<Wall> {
    act!(desk, appointments::wall, request)
}

/// The user's views by key.
#[tauri::command]
pub async fn appointments_saved_views(desk: State<'_, Desk>) -> Outcome<Vec<SavedView>> {
    act!(desk, appointments::saved_views)
}

/// Keeps a view on a key.
#[tauri::command]
pub async fn appointments_save_view(desk: State<'_, Desk>, request: SaveView) -> Outcome<Vec<SavedView>> {
    act!(desk, appointments::save_view, request)
}

/// Takes a view from its key.
#[tauri::command]
pub async fn appointments_forget_view(desk: State<'_, Desk>, request: ForgetView) -> Outcome<Vec<SavedView>> {
    act!(desk, appointments::forget_view, request)
}
