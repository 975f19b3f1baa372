//! Who may do what: every role against every action as written out here, and every command of the contract against every
//! role on the real server.

mod charting;
mod clinical;
mod files;
mod looking;
mod privacy;
mod refused;

use std::collections::BTreeSet;
use std::future::Future;

use self::refused::{commands_with_an_actor, refused};
use crate::support::World;
use crate::support::builders::system;
use clinic_core::access::{Action, Actor, Role};
use clinic_core::availability::{blocks, holidays};
use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, Outcome, Refusal};
use clinic_core::ids::fresh;
use clinic_core::messages::settings::model::MessageSettings;
use clinic_core::users::model::SignIn;
use clinic_core::waitlist::model::{WaitlistWish, WaitsFor};
use clinic_core::{
    appointments, audit, availability, doctors, kiosk, locations, messages, patients, printing, settings, users,
    waitlist,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The table: receptionist, doctor, administrator, kiosk.
const TABLE: &[(Action, [bool; 4])] = {
    const YES: bool = true;
    const NO: bool = false;
    &[
        (Action::SeePatients, [YES, YES, YES, NO]),
        (Action::RegisterPatient, [YES, YES, NO, NO]),
        (Action::UpdatePatient, [YES, YES, NO, NO]),
        (Action::SeeCalendar, [YES, YES, YES, NO]),
        (Action::BookAppointment, [YES, YES, NO, NO]),
        (Action::OverrideHours, [YES, YES, NO, NO]),
        (Action::Overbook, [YES, YES, NO, NO]),
        (Action::RescheduleAppointment, [YES, YES, NO, NO]),
        (Action::CancelAppointment, [YES, YES, NO, NO]),
        (Action::RunTheDesk, [YES, YES, NO, NO]),
        (Action::PrintPatientData, [YES, YES, YES, NO]),
        (Action::RunWaitlist, [YES, YES, NO, NO]),
        (Action::SeeMessages, [YES, YES, YES, NO]),
        (Action::SteerMessages, [YES, NO, YES, NO]),
        (Action::Consult, [NO, YES, NO, NO]),
        (Action::ReadNotes, [NO, YES, NO, NO]),
        (Action::BreakGlass, [NO, YES, NO, NO]),
        (Action::SeeBrokenGlass, [NO, NO, YES, NO]),
        (Action::KeepRecords, [NO, YES, NO, NO]),
        (Action::HoldKeys, [NO, YES, NO, NO]),
        (Action::KeepInteractions, [NO, YES, YES, NO]),
        (Action::ManageAvailability, [YES, NO, YES, NO]),
        (Action::ManageClinic, [NO, NO, YES, NO]),
        (Action::ManageUsers, [NO, NO, YES, NO]),
        (Action::RestrictProcessing, [NO, NO, YES, NO]),
        (Action::ExportPatient, [NO, YES, YES, NO]),
        (Action::ReadAudit, [NO, NO, YES, NO]),
        (Action::UseKiosk, [NO, NO, NO, YES]),
    ]
};

#[tokio::test]
async fn every_role_may_what_the_table_says_and_nothing_else() {
    let world = World::new().await;
    assert_eq!(TABLE.iter().map(|(action, _)| *action).collect::<Vec<_>>(), Action::ALL, "every action has its line");
    for (place, role) in Role::ALL.into_iter().enumerate() {
        let user = world.user(role).await;
        for (action, expected) in TABLE {
            let may = user.actor.may(*action);
            assert_eq!(may.is_ok(), expected[place], "{role:?} {action:?}");
            if let Err(error) = may {
                assert_eq!(error, ClinicError::Forbidden { action: *action });
            }
            assert_eq!(user.view.actions.contains(action), expected[place], "the window is told the same: {action:?}");
        }
    }
}

/// The table again, for whoever's password somebody else set: nothing at all, in every role.
#[tokio::test]
async fn with_a_password_that_somebody_else_set_no_role_may_anything() {
    let world = World::new().await;
    for role in Role::ALL {
        let user = world.user(role).await;
        let given = "copper lantern under seven hills";
        users::set_password(&world.clinic, &system(), &user.view.email, given.into()).await.unwrap();
        let typed = SignIn { email: user.view.email, password: given.into() };
        let (token, view) = users::sign_in(&world.clinic, "desk", typed).await.unwrap();
        for (action, _) in TABLE {
            assert!(!view.actions.contains(action), "the window is told so: {role:?} {action:?}");
        }
        // Every command asks for the actor first, and there is none.
        let refused = users::actor(&world.clinic, &token).await.unwrap_err();
        assert_eq!(refused, Refusal::PasswordChangeDue.into(), "{role:?}");
    }
}

#[test]
fn the_command_line_may_everything_but_clinical_content() {
    for action in Action::ALL {
        let clinical = matches!(
            action,
            Action::Consult | Action::ReadNotes | Action::BreakGlass | Action::KeepRecords | Action::HoldKeys
        );
        assert_eq!(system().may(*action).is_ok(), !clinical, "{action:?}");
    }
}

/// A request as the window would send it, about records that do not exist.
fn request<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a request of the contract")
}

/// Calls commands as one actor and keeps which of them were forbidden.
struct Caller<'a> {
    clinic: &'a Clinic,
    actor: &'a Actor,
    called: BTreeSet<&'static str>,
    forbidden: BTreeSet<&'static str>,
}

impl<'a> Caller<'a> {
    async fn ask<T, A: Future<Output = Outcome<T>>>(
        &mut self,
        command: &'static str,
        call: impl FnOnce(&'a Clinic, &'a Actor) -> A,
    ) {
        assert!(self.called.insert(command), "{command} is called once");
        if let Err(ClinicError::Forbidden { .. }) = call(self.clinic, self.actor).await {
            self.forbidden.insert(command);
        }
    }
}

fn doctor_form() -> Value {
    json!({
        "name": "Dr Cy Bo", "email": "", "phone": "", "bio": "", "licence_number": "L-1", "licence_expires_on": "",
        "practising_since": null, "fee": "80.00", "currency": "USD", "slot_minutes": 20, "specialty_ids": [fresh()],
        "new_specialties": [], "active": true,
    })
}

fn patient_form() -> Value {
    json!({
        "family_name": "Lee", "given_name": "Ann", "birth_date": "1990-02-28", "birth_date_estimated": false,
        "gender": "female", "email": "", "phone": "", "address": "", "usual_doctor_id": null,
    })
}

async fn administration(caller: &mut Caller<'_>) {
    caller.ask("users_list", users::list).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "email": format!("{}@clinic.example", fresh().simple()), "name": "New",
        "role": "receptionist", "password": "copper lantern under seven hills", "doctor_id": null,
    });
    caller.ask("users_add", |clinic, actor| users::add(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": 1, "name": "New", "role": "receptionist",
        "status": "active", "doctor_id": null, "new_password": null,
    });
    caller.ask("users_update", |clinic, actor| users::update(clinic, actor, request(form))).await;
    let search = json!({
        "before_at": null, "actor_id": null, "action": null, "patient_id": null, "drafts": false, "limit": 10,
    });
    caller.ask("audit_list", |clinic, actor| audit::list(clinic, actor, request(search))).await;
    caller.ask("doctors_list", doctors::list).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "form": doctor_form() });
    caller.ask("doctors_add", |clinic, actor| doctors::add(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1, "form": doctor_form() });
    caller.ask("doctors_update", |clinic, actor| doctors::update(clinic, actor, request(form))).await;
    caller.ask("specialties_list", doctors::list_specialties).await;
    caller.ask("locations_list", locations::list).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null,
        "form": {
            "name": fresh().to_string(), "address": "", "phone": "", "what_to_bring": "", "time_zone": "Europe/London",
            "active": true, "opening_hours": [],
        },
    });
    caller.ask("locations_save", |clinic, actor| locations::save(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null, "location_id": fresh(), "name": "1", "active": true,
    });
    caller.ask("locations_save_room", |clinic, actor| locations::save_room(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null, "location_id": fresh(), "name": "1", "active": true,
    });
    caller.ask("locations_save_device", |clinic, actor| locations::save_device(clinic, actor, request(form))).await;
    caller.ask("settings_get", settings::get).await;
    let form = json!({ "request_id": fresh(), "row_version": 0, "video_base_url": "https://video.example", "late_cancel_hours": 24,
        "offer_minutes": 10 });
    caller.ask("settings_save", |clinic, actor| settings::save(clinic, actor, request(form))).await;
}

async fn hours(caller: &mut Caller<'_>) {
    let doctor = request(json!(fresh()));
    caller.ask("availability_get", |clinic, actor| availability::get(clinic, actor, doctor)).await;
    let form = json!({ "request_id": fresh(), "doctor_id": fresh(), "row_version": 1, "hours": [] });
    caller
        .ask("availability_set_weekly_hours", |clinic, actor| {
            availability::set_weekly_hours(clinic, actor, request(form))
        })
        .await;
    let form = json!({
        "request_id": fresh(), "doctor_id": fresh(), "row_version": 1, "on_date": "2026-03-03", "hours": [],
    });
    caller
        .ask("availability_set_dated_hours", |clinic, actor| {
            availability::set_dated_hours(clinic, actor, request(form))
        })
        .await;
    let form = json!({
        "id": fresh(), "doctor_id": fresh(), "starts_local": "2026-03-03T09:00", "ends_local": "2026-03-03T17:00",
        "time_off_kind": "leave", "note": "",
    });
    caller
        .ask("availability_enter_time_off", |clinic, actor| appointments::enter_time_off(clinic, actor, request(form)))
        .await;
    let form = json!({ "request_id": fresh(), "time_off_id": fresh() });
    caller
        .ask("availability_withdraw_time_off", |clinic, actor| {
            availability::withdraw_time_off(clinic, actor, request(form))
        })
        .await;
    blocks_and_holidays(caller).await;
}

async fn blocks_and_holidays(caller: &mut Caller<'_>) {
    let block = json!({
        "id": fresh(), "doctor_id": fresh(), "location_id": null, "block_kind": "meeting", "title": "",
        "starts_local": "2026-03-03T09:00", "ends_local": "2026-03-03T10:00", "release": { "by": "never" },
    });
    let form = json!({ "request_id": fresh(), "blocks": [block] });
    caller.ask("availability_add_blocks", |clinic, actor| blocks::add(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "row_version": 1, "block": block });
    caller.ask("availability_change_block", |clinic, actor| blocks::change(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "block_ids": [fresh()] });
    caller.ask("availability_remove_blocks", |clinic, actor| blocks::remove(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "block_ids": [fresh()] });
    caller.ask("availability_restore_blocks", |clinic, actor| blocks::restore(clinic, actor, request(form))).await;
    caller.ask("availability_holidays", holidays::list).await;
    let holiday = json!({ "name": "Carnival", "of": { "whose": "everyone" }, "first_on": "2026-03-03", "last_on": "", "yearly": false });
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": null, "form": holiday });
    caller.ask("availability_save_holiday", |clinic, actor| holidays::save(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh() });
    caller.ask("availability_remove_holiday", |clinic, actor| holidays::remove(clinic, actor, request(form))).await;
}

async fn desk(caller: &mut Caller<'_>) {
    let search = json!({ "query": "lee", "limit": 10 });
    caller.ask("patients_search", |clinic, actor| patients::search(clinic, actor, request(search))).await;
    let id = request(json!(fresh()));
    caller.ask("patients_get", |clinic, actor| patients::get(clinic, actor, id)).await;
    let search = json!({
        "family_name": "Lee", "given_name": "Ann", "birth_date": "", "phone": "", "email": "", "except": null,
    });
    caller
        .ask("patients_likely_duplicates", |clinic, actor| patients::likely_duplicates(clinic, actor, request(search)))
        .await;
    let form = json!({ "id": fresh(), "form": patient_form() });
    caller.ask("patients_register", |clinic, actor| patients::register(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1, "form": patient_form() });
    caller.ask("patients_update", |clinic, actor| patients::update(clinic, actor, request(form))).await;
    let sheet = json!({ "date": "2026-03-02", "days": 1, "doctor_ids": [], "location_id": null });
    caller.ask("appointments_day_sheet", |clinic, actor| appointments::day_sheet(clinic, actor, request(sheet))).await;
    let search = json!({
        "patient_id": null, "over": { "over": "anyone" }, "location_id": null, "room_id": null, "device_ids": [],
        "visit_kind": "in_person", "minutes": null, "from_on": null, "days": 7, "limit": 10, "appointment_id": null,
        "wished": { "parts_of_day": [], "weekdays": [], "per_day": null }, "followed_by": null,
    });
    caller
        .ask("appointments_free_slots", |clinic, actor| appointments::free_slots(clinic, actor, request(search)))
        .await;
    let id = request(json!(fresh()));
    caller.ask("appointments_of_patient", |clinic, actor| appointments::of_patient(clinic, actor, id)).await;
    let id = request(json!(fresh()));
    caller.ask("appointments_get", |clinic, actor| appointments::get(clinic, actor, id)).await;
    let find = json!({ "reference": "34679A" });
    caller
        .ask("appointments_by_reference", |clinic, actor| appointments::by_reference(clinic, actor, request(find)))
        .await;
    let starts = json!({ "by": "instant", "at": "2026-03-03T10:00:00Z" });
    let booking = json!({
        "appointment_id": fresh(), "patient_id": fresh(), "doctor_id": fresh(), "location_id": fresh(),
        "visit_kind": "in_person", "starts": starts, "minutes": 20, "reason": "", "symptoms": "",
        "priority": "regular", "override_reason": null, "overbook_reason": null, "room_id": null, "device_ids": [],
    });
    let form = json!({ "request_id": fresh(), "booking": booking });
    caller.ask("appointments_hold", |clinic, actor| appointments::hold(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "appointment_id": fresh() });
    caller
        .ask("appointments_release_hold", |clinic, actor| appointments::release_hold(clinic, actor, request(form)))
        .await;
    let together = json!({ "visits": [booking.clone()] });
    caller.ask("appointments_book", |clinic, actor| appointments::book(clinic, actor, request(booking))).await;
    caller
        .ask("appointments_book_together", |clinic, actor| {
            appointments::book_together(clinic, actor, request(together))
        })
        .await;
    let form = json!({
        "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "doctor_id": null, "location_id": null,
        "starts": starts, "minutes": null, "override_reason": null, "overbook_reason": null,
    });
    caller.ask("appointments_reschedule", |clinic, actor| appointments::reschedule(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "move_id": fresh() });
    caller.ask("appointments_undo_move", |clinic, actor| appointments::undo_move(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "reason": "ill" });
    caller.ask("appointments_cancel", |clinic, actor| appointments::cancel(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "priority": "urgent", "reason": "", "symptoms": "",
    });
    caller
        .ask("appointments_change_details", |clinic, actor| appointments::change_details(clinic, actor, request(form)))
        .await;
    let form = json!({ "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "step": "arrive" });
    caller.ask("appointments_step", |clinic, actor| appointments::step(clinic, actor, request(form))).await;
    let pattern = json!({
        "frequency": "weekly", "interval": 1, "weekdays": [], "month_day": null, "end": { "ends": "after", "count": 2 },
        "except_on": [],
    });
    let series = json!({
        "series_id": fresh(), "patient_id": fresh(), "doctor_id": fresh(), "location_id": fresh(),
        "visit_kind": "in_person", "starts_local": "2026-03-03T10:00:00", "minutes": 20, "reason": "",
        "priority": "regular", "override_reason": null, "pattern": pattern, "elsewhere": [],
    });
    let form = series.clone();
    caller
        .ask("appointments_check_series", |clinic, actor| appointments::check_series(clinic, actor, request(form)))
        .await;
    caller
        .ask("appointments_book_series", |clinic, actor| appointments::book_series(clinic, actor, request(series)))
        .await;
    let id = request(json!(fresh()));
    caller.ask("appointments_series", |clinic, actor| appointments::series(clinic, actor, id)).await;
    several(caller).await;
    views(caller).await;
}

async fn views(caller: &mut Caller<'_>) {
    let list = json!({
        "from_on": "2026-03-02", "to_on": "2026-03-02", "doctor_ids": [], "location_id": null, "statuses": [],
        "visit_kind": null, "limit": 10,
    });
    caller.ask("appointments_list", |clinic, actor| appointments::list(clinic, actor, request(list))).await;
    let days = || {
        json!({
            "from_on": "2026-03-02", "days": 7, "doctor_ids": [], "location_id": null, "statuses": [], "visit_kind": null,
        })
    };
    caller.ask("appointments_week", |clinic, actor| appointments::week(clinic, actor, request(days()))).await;
    caller.ask("appointments_month", |clinic, actor| appointments::month(clinic, actor, request(days()))).await;
    let here = json!({ "location_id": null });
    caller.ask("appointments_wall", |clinic, actor| appointments::wall(clinic, actor, request(here))).await;
    caller.ask("appointments_saved_views", appointments::saved_views).await;
    let shows = json!({
        "layout": "week", "doctor_ids": [], "specialty_id": null, "location_id": null, "statuses": [],
        "visit_kind": null, "show_gone": false,
    });
    let form = json!({ "request_id": fresh(), "function_key": 2, "row_version": null, "name": "Week", "shows": shows });
    caller.ask("appointments_save_view", |clinic, actor| appointments::save_view(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "function_key": 3, "row_version": 1 });
    caller
        .ask("appointments_forget_view", |clinic, actor| appointments::forget_view(clinic, actor, request(form)))
        .await;
    let id = request(json!(fresh()));
    caller.ask("appointments_rooms_for", |clinic, actor| appointments::rooms_for(clinic, actor, id)).await;
    let form = json!({
        "request_id": fresh(), "appointment_id": fresh(), "row_version": 1, "room_id": null, "patient": "waiting",
    });
    caller
        .ask("appointments_assign_room", |clinic, actor| appointments::assign_room(clinic, actor, request(form)))
        .await;
}

async fn several(caller: &mut Caller<'_>) {
    let seen = || json!({ "appointment_id": fresh(), "row_version": 1 });
    let visit = json!({
        "appointment_id": fresh(), "row_version": 1, "doctor_id": null, "location_id": null,
        "starts": { "by": "instant", "at": "2026-03-03T10:00:00Z" }, "minutes": null, "override_reason": null,
    });
    let moves = json!({ "request_id": fresh(), "visits": [visit], "series_id": null });
    let form = moves.clone();
    caller
        .ask("appointments_check_moves", |clinic, actor| appointments::check_moves(clinic, actor, request(form)))
        .await;
    caller
        .ask("appointments_move_together", |clinic, actor| appointments::move_together(clinic, actor, request(moves)))
        .await;
    let form = json!({ "request_id": fresh(), "one": seen(), "other": seen() });
    caller.ask("appointments_swap", |clinic, actor| appointments::swap(clinic, actor, request(form))).await;
    let form =
        json!({ "request_id": fresh(), "visits": [seen()], "reason": "ill", "by": "patient", "series_id": null });
    caller
        .ask("appointments_cancel_together", |clinic, actor| {
            appointments::cancel_together(clinic, actor, request(form))
        })
        .await;
    let form = json!({ "request_id": fresh(), "of": fresh() });
    caller.ask("appointments_take_back", |clinic, actor| appointments::take_back(clinic, actor, request(form))).await;
    let id = request(json!(fresh()));
    caller.ask("appointments_earlier_places", |clinic, actor| appointments::earlier_places(clinic, actor, id)).await;
    let id = request(json!(fresh()));
    caller.ask("appointments_propose_moves", |clinic, actor| appointments::propose_moves(clinic, actor, id)).await;
    caller.ask("appointments_in_blocks", |clinic, actor| appointments::in_blocks(clinic, actor, vec![])).await;
}

async fn waiting(caller: &mut Caller<'_>) {
    caller.ask("waitlist_list", waitlist::list).await;
    let wish = WaitlistWish::of(WaitsFor::Anyone);
    let form = json!({ "id": fresh(), "patient_id": fresh(), "wish": wish });
    caller.ask("waitlist_add", |clinic, actor| waitlist::add(clinic, actor, request(form))).await;
    let entry = || json!({ "request_id": fresh(), "entry_id": fresh(), "row_version": 1, "wish": wish });
    caller.ask("waitlist_change", |clinic, actor| waitlist::change_wish(clinic, actor, request(entry()))).await;
    caller.ask("waitlist_remove", |clinic, actor| waitlist::remove(clinic, actor, request(entry()))).await;
    caller.ask("waitlist_bring_back", |clinic, actor| waitlist::bring_back(clinic, actor, request(entry()))).await;
    let form = json!({
        "request_id": fresh(), "appointment_id": fresh(), "entry_id": fresh(), "doctor_id": fresh(),
        "location_id": fresh(), "starts_at": "2026-03-03T10:00:00Z", "minutes": 20,
    });
    caller.ask("waitlist_offer", |clinic, actor| waitlist::offer(clinic, actor, request(form))).await;
    let form = json!({ "appointment_id": fresh() });
    caller.ask("waitlist_accept", |clinic, actor| waitlist::accept(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "appointment_id": fresh(), "why": "declined" });
    caller.ask("waitlist_decline", |clinic, actor| waitlist::decline(clinic, actor, request(form))).await;
}

async fn writing(caller: &mut Caller<'_>) {
    let search = json!({ "states": [], "patient_id": null });
    caller.ask("messages_list", |clinic, actor| messages::list(clinic, actor, request(search))).await;
    let change = || json!({ "request_id": fresh(), "message_id": fresh(), "row_version": 1 });
    caller.ask("messages_try_again", |clinic, actor| messages::try_again(clinic, actor, request(change()))).await;
    caller.ask("messages_withdraw", |clinic, actor| messages::withdraw(clinic, actor, request(change()))).await;
    caller.ask("messages_settings", messages::settings::get).await;
    let form = json!({ "request_id": fresh(), "row_version": 0, "settings": MessageSettings::default() });
    caller.ask("messages_save_settings", |clinic, actor| messages::settings::save(clinic, actor, request(form))).await;
    let form = json!({ "address": "" });
    caller.ask("messages_send_test", |clinic, actor| messages::send_test(clinic, actor, request(form), None)).await;
}

async fn papers(caller: &mut Caller<'_>) {
    let day = json!({
        "request_id": fresh(), "language": "en", "date": "2026-03-02", "doctor_ids": [], "location_id": null,
        "paper": "day_sheet",
    });
    caller.ask("printing_day", |clinic, actor| printing::day(clinic, actor, request(day))).await;
    let visit = || json!({ "request_id": fresh(), "language": "en", "appointment_id": fresh() });
    caller
        .ask("printing_appointment_card", |clinic, actor| printing::appointment_card(clinic, actor, request(visit())))
        .await;
    let form = json!({ "request_id": fresh(), "language": "en", "patient_id": fresh() });
    caller
        .ask("printing_visits_of_patient", |clinic, actor| printing::visits_of_patient(clinic, actor, request(form)))
        .await;
    caller
        .ask("printing_visit_calendar", |clinic, actor| printing::visit_calendar(clinic, actor, request(visit())))
        .await;
    let form = json!({
        "request_id": fresh(), "language": "en", "doctor_id": fresh(), "from_on": "2026-03-02", "to_on": "2026-03-08",
        "names": "hidden",
    });
    caller
        .ask("printing_doctor_calendar", |clinic, actor| printing::doctor_calendar(clinic, actor, request(form)))
        .await;
}

async fn waiting_room(caller: &mut Caller<'_>) {
    let proof = || json!({ "birth_date": "1990-02-28", "reference": "34679A" });
    caller.ask("kiosk_place", kiosk::place).await;
    let form = json!({ "request_id": fresh(), "proof": proof(), "location_id": fresh() });
    caller.ask("kiosk_enter", |clinic, actor| kiosk::enter(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "proof": proof(), "location_id": fresh(), "appointment_id": fresh() });
    caller.ask("kiosk_check_in", |clinic, actor| kiosk::check_in(clinic, actor, request(form))).await;
    let form = json!({ "family_name": "Lee", "given_name": "Ann", "birth_date": "", "gender": "female", "phone": "" });
    let form = json!({ "id": fresh(), "form": form });
    caller.ask("kiosk_register", |clinic, actor| kiosk::register(clinic, actor, request(form))).await;
    let form = json!({ "proof": proof(), "location_id": fresh(), "over": { "over": "anyone" } });
    caller.ask("kiosk_times", |clinic, actor| kiosk::times(clinic, actor, request(form))).await;
    let form = json!({
        "appointment_id": fresh(), "proof": proof(), "location_id": fresh(), "doctor_id": fresh(),
        "starts_at": "2026-03-03T10:00:00Z", "minutes": 20,
    });
    caller.ask("kiosk_book", |clinic, actor| kiosk::book(clinic, actor, request(form))).await;
}

#[tokio::test]
async fn every_command_refuses_the_roles_that_may_not() {
    let world = World::new().await;
    for role in Role::ALL {
        let user = world.user(role).await;
        let mut caller =
            Caller { clinic: &world.clinic, actor: &user.actor, called: BTreeSet::new(), forbidden: BTreeSet::new() };
        administration(&mut caller).await;
        hours(&mut caller).await;
        desk(&mut caller).await;
        waiting(&mut caller).await;
        writing(&mut caller).await;
        clinical::room(&mut caller).await;
        files::records_of(&mut caller).await;
        looking::looking(&mut caller).await;
        privacy::privacy(&mut caller).await;
        papers(&mut caller).await;
        waiting_room(&mut caller).await;
        assert_eq!(caller.forbidden, refused(role), "{role:?}");
        assert_eq!(caller.called, commands_with_an_actor(), "every command is called");
    }
}
