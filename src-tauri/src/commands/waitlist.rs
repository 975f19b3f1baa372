//! The waitlist.

use clinic_core::appointments::model::AppointmentView;
use clinic_core::error::Outcome;
use clinic_core::waitlist;
use clinic_core::waitlist::model::{
    AcceptOffer, AddToWaitlist, ChangeEntry, ChangeWish, DeclineOffer, OfferTime, Waitlist, WaitlistEntry,
};
use tauri::State;

use super::act;
use crate::state::Desk;

/// What is offered to whom, and who waits.
#[tauri::command]
pub async fn waitlist_list(desk: State<'_, Desk>) -> Outcome<Waitlist> {
    act!(desk, waitlist::list)
}

/// Puts somebody on it.
#[tauri::command]
pub async fn waitlist_add(desk: State<'_, Desk>, request: AddToWaitlist) -> Outcome<WaitlistEntry> {
    act!(desk, waitlist::add, request)
}

/// Changes what somebody waits for.
#[tauri::command]
pub async fn waitlist_change(desk: State<'_, Desk>, request: ChangeWish) -> Outcome<WaitlistEntry> {
    act!(desk, waitlist::change_wish, request)
}

/// Takes somebody off it.
#[tauri::command]
pub async fn waitlist_remove(desk: State<'_, Desk>, request: ChangeEntry) -> Outcome<()> {
    act!(desk, waitlist::remove, request)
}

/// Puts somebody back on it.
#[tauri::command]
pub async fn waitlist_bring_back(desk: State<'_, Desk>, request: ChangeEntry) -> Outcome<()> {
    act!(desk, waitlist::bring_back, request)
}

/// Offers a time to somebody of the desk's choice.
#[tauri::command]
pub async fn waitlist_offer(desk: State<'_, Desk>, request: OfferTime) -> Outcome<()> {
    act!(desk, waitlist::offer, request)
}

/// Books what was offered.
#[tauri::command]
pub async fn waitlist_accept(desk: State<'_, Desk>, request: AcceptOffer) -> Outcome<AppointmentView> {
    act!(desk, waitlist::accept, request)
}

/// Passes an offer on.
#[tauri::command]
pub async fn waitlist_decline(desk: State<'_, Desk>, request: DeclineOffer) -> Outcome<()> {
    act!(desk, waitlist::decline, request)
}
