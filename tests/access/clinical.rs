//! The commands of the consulting room, each asked as the table of `tests/access.rs` wants it.

use clinic_core::consultations::break_glass;
use clinic_core::ids::fresh;
use clinic_core::prescriptions::interactions;
use clinic_core::{consultations, diagnoses, keys, letters, prepared_texts, prescriptions, printing, users};
use serde_json::json;

use super::{Caller, charting, request};
use crate::support::people::PASSWORD;

pub async fn room(caller: &mut Caller<'_>) {
    let day = json!({ "date": "" });
    caller.ask("consultations_my_day", |clinic, actor| consultations::my_day(clinic, actor, request(day))).await;
    let form = json!({
        "request_id": fresh(), "appointment_id": fresh(), "consultation_id": fresh(), "may_start": "today",
    });
    caller.ask("consultations_open", |clinic, actor| consultations::open(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "consultation_id": fresh(), "row_version": 1 });
    caller
        .ask("consultations_take_start_back", |clinic, actor| {
            consultations::take_start_back(clinic, actor, request(form))
        })
        .await;
    let note = || json!({ "request_id": fresh(), "consultation_id": fresh(), "row_version": 1, "content": {}, "signing": "now" });
    caller
        .ask("consultations_save_draft", |clinic, actor| consultations::save_draft(clinic, actor, request(note())))
        .await;
    caller.ask("consultations_complete", |clinic, actor| consultations::complete(clinic, actor, request(note()))).await;
    let form = json!({ "request_id": fresh(), "consultation_id": fresh(), "version": 1 });
    caller.ask("consultations_sign", |clinic, actor| consultations::sign(clinic, actor, request(form.clone()))).await;
    caller
        .ask("consultations_versions", |clinic, actor| consultations::versions(clinic, actor, request(form.clone())))
        .await;
    let addendum = json!({
        "request_id": fresh(), "consultation_id": fresh(), "version": 1, "reason": "x", "text": "x", "signing": "now",
    });
    caller
        .ask("consultations_add_addendum", |clinic, actor| {
            consultations::add_addendum(clinic, actor, request(addendum))
        })
        .await;
    let window = json!({ "consultation_id": fresh(), "attendance": "reads" });
    caller.ask("consultations_attend", |clinic, actor| consultations::attend(clinic, actor, request(window))).await;
    charting::charting(caller).await;
    prescribing(caller).await;
    caller.ask("keys_state", keys::state).await;
    let asked = || json!({ "request_id": fresh() });
    caller.ask("keys_found", |clinic, actor| keys::found(clinic, actor, request(asked()))).await;
    let colleague = json!({ "request_id": fresh(), "user_id": fresh(), "fingerprint": "" });
    caller.ask("keys_let_in", |clinic, actor| keys::let_in(clinic, actor, request(colleague))).await;
    let typed = json!({ "request_id": fresh(), "words": "" });
    caller.ask("keys_recover", |clinic, actor| keys::recover(clinic, actor, request(typed))).await;
    let again = || json!({ "request_id": fresh(), "password": PASSWORD });
    caller.ask("keys_renew_recovery", |clinic, actor| users::renew_recovery_key(clinic, actor, request(again()))).await;
    caller.ask("keys_reseal_some", keys::reseal_some).await;
    caller.ask("keys_rotate", |clinic, actor| users::rotate_keys(clinic, actor, request(again()))).await;
    caller.ask("consultations_diagnoses_at_hand", consultations::diagnoses_at_hand).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "patient_id": fresh(), "reason": "Unconscious here.", "password": PASSWORD,
    });
    caller.ask("break_glass_open", |clinic, actor| break_glass::open(clinic, actor, request(form))).await;
    caller.ask("break_glass_list", break_glass::list).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1 });
    caller.ask("break_glass_mark_seen", |clinic, actor| break_glass::mark_seen(clinic, actor, request(form))).await;
    let form = json!({ "words": "cough", "at_hand": [] });
    caller.ask("diagnoses_search", |clinic, actor| diagnoses::search(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "code": "I10", "favourite": true });
    caller.ask("diagnoses_set_favourite", |clinic, actor| diagnoses::set_favourite(clinic, actor, request(form))).await;
    caller.ask("prepared_texts_list", prepared_texts::list).await;
    let prepared = json!({ "kind": "quick_text", "abbreviation": "htn", "text": "hypertension" });
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null, "prepared_for": "oneself", "prepared": prepared,
    });
    caller.ask("prepared_texts_save", |clinic, actor| prepared_texts::save(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1 });
    caller.ask("prepared_texts_remove", |clinic, actor| prepared_texts::remove(clinic, actor, request(form))).await;
}

pub async fn prescribing(caller: &mut Caller<'_>) {
    let form = || {
        json!({
            "request_id": fresh(), "prescription_id": fresh(), "appointment_id": fresh(), "replaces_id": null,
            "row_version": null, "content": {},
        })
    };
    caller.ask("prescriptions_save", |clinic, actor| prescriptions::save(clinic, actor, request(form()))).await;
    caller.ask("prescriptions_sign", |clinic, actor| prescriptions::sign(clinic, actor, request(form()))).await;
    let check = json!({ "patient_id": fresh(), "prescription_id": fresh(), "replaces_id": null, "medications": [] });
    caller.ask("prescriptions_warnings", |clinic, actor| prescriptions::warnings(clinic, actor, request(check))).await;
    let form =
        json!({ "request_id": fresh(), "prescription_id": fresh(), "row_version": 1, "dispensing": "dispensed" });
    caller
        .ask("prescriptions_mark_dispensed", |clinic, actor| {
            prescriptions::mark_dispensed(clinic, actor, request(form))
        })
        .await;
    let form = json!({ "request_id": fresh(), "patient_id": fresh() });
    caller
        .ask("prescriptions_of_patient", |clinic, actor| prescriptions::of_patient(clinic, actor, request(form)))
        .await;
    let form = json!({ "request_id": fresh(), "prescription_id": fresh() });
    caller.ask("prescriptions_versions", |clinic, actor| prescriptions::versions(clinic, actor, request(form))).await;
    caller.ask("prescriptions_favourites", prescriptions::favourites).await;
    caller.ask("interactions_list", interactions::list).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null,
        "form": { "one": "warfarin", "other": "ibuprofen", "severity": "severe", "words": "May bleed." },
    });
    caller.ask("interactions_save", |clinic, actor| interactions::save(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1 });
    caller.ask("interactions_remove", |clinic, actor| interactions::remove(clinic, actor, request(form))).await;
    let content = json!({
        "kind": "visit", "recipient": "", "subject": "", "text": "Was here.", "from_on": "", "until_on": "",
    });
    let form = json!({ "request_id": fresh(), "letter_id": fresh(), "appointment_id": fresh(), "content": content });
    caller.ask("letters_issue", |clinic, actor| letters::issue(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "patient_id": fresh() });
    caller.ask("letters_of_patient", |clinic, actor| letters::of_patient(clinic, actor, request(form))).await;
    let letter = json!({ "request_id": fresh(), "language": "en", "letter_id": fresh() });
    caller.ask("printing_letter", |clinic, actor| printing::letter(clinic, actor, request(letter))).await;
}
