//! Which commands refuse which role, as written out here.

use std::collections::BTreeSet;

use clinic_core::access::Role;
use clinic_core::contract;

/// The commands that refuse a role.
pub fn refused(role: Role) -> BTreeSet<&'static str> {
    let clinical = [
        "consultations_my_day",
        "consultations_open",
        "consultations_take_start_back",
        "consultations_save_draft",
        "consultations_complete",
        "consultations_sign",
        "consultations_add_addendum",
        "consultations_versions",
        "consultations_attend",
        "consultations_history",
        "chart_open",
        "chart_save",
        "chart_versions",
        "records_of_patient",
        "records_shared",
        "records_versions",
        "records_describe",
        "records_archive",
        "records_share",
        "records_open",
        "records_piece",
        "records_copy",
        "records_add",
        "records_discard",
        "prescriptions_save",
        "prescriptions_sign",
        "prescriptions_warnings",
        "prescriptions_mark_dispensed",
        "prescriptions_of_patient",
        "prescriptions_versions",
        "prescriptions_favourites",
        "letters_issue",
        "letters_of_patient",
        "printing_letter",
        "printing_prescription",
        "printing_counts",
        "printing_verifier",
        "note_search_prepare",
        "note_search_find",
        "note_search_open",
        "note_search_count",
        "keys_state",
        "keys_found",
        "keys_let_in",
        "keys_recover",
        "keys_rotate",
        "keys_renew_recovery",
        "keys_reseal_some",
        "break_glass_open",
        "consultations_diagnoses_at_hand",
        "diagnoses_search",
        "diagnoses_set_favourite",
        "prepared_texts_list",
        "prepared_texts_save",
        "prepared_texts_remove",
    ];
    let running_the_clinic = [
        "users_list",
        "users_add",
        "users_update",
        "audit_list",
        "doctors_add",
        "doctors_update",
        "locations_save",
        "locations_save_room",
        "locations_save_device",
        "settings_get",
        "settings_save",
        "messages_settings",
        "messages_save_settings",
        "messages_send_test",
        "break_glass_list",
        "break_glass_mark_seen",
        "restrictions_of_patient",
        "restrictions_restrict",
        "restrictions_lift",
    ];
    let hours = [
        "availability_set_weekly_hours",
        "availability_set_dated_hours",
        "availability_enter_time_off",
        "availability_withdraw_time_off",
        "availability_add_blocks",
        "availability_change_block",
        "availability_remove_blocks",
        "availability_restore_blocks",
        "availability_save_holiday",
        "availability_remove_holiday",
    ];
    let desk = [
        "patients_register",
        "patients_update",
        "appointments_hold",
        "appointments_release_hold",
        "appointments_book",
        "appointments_book_together",
        "appointments_reschedule",
        "appointments_undo_move",
        "appointments_cancel",
        "appointments_change_details",
        "appointments_step",
        "appointments_check_series",
        "appointments_book_series",
        "appointments_check_moves",
        "appointments_move_together",
        "appointments_swap",
        "appointments_cancel_together",
        "appointments_take_back",
        "appointments_assign_room",
        "waitlist_add",
        "waitlist_change",
        "waitlist_remove",
        "waitlist_bring_back",
        "waitlist_offer",
        "waitlist_accept",
        "waitlist_decline",
    ];
    let interactions = ["interactions_list", "interactions_save", "interactions_remove"];
    let steering = ["messages_try_again", "messages_withdraw"];
    let (kiosk, desks): (BTreeSet<_>, BTreeSet<_>) =
        commands_with_an_actor().into_iter().partition(|name| name.starts_with("kiosk_"));
    match role {
        Role::Receptionist => clinical
            .into_iter()
            .chain(running_the_clinic)
            .chain(interactions)
            .chain(["exports_take_out"])
            .chain(kiosk)
            .collect(),
        Role::Doctor => running_the_clinic.into_iter().chain(hours).chain(steering).chain(kiosk).collect(),
        Role::Administrator => clinical.into_iter().chain(desk).chain(kiosk).collect(),
        Role::Kiosk => desks,
    }
}

/// What the shell alone answers about the files of this workstation.
const OF_THE_WORKSTATION: [&str; 8] = [
    "records_choose_files",
    "records_uploads",
    "records_send_again",
    "records_scans",
    "records_choose_scans_folder",
    "records_forget_scans_folder",
    "exports_state",
    "exports_stop",
];

/// The contract's commands that act for someone. The others set up the workstation, speak of its own session or of what
/// it keeps (tests/away.rs), or watch version numbers.
pub fn commands_with_an_actor() -> BTreeSet<&'static str> {
    let own_session = [
        "users_sign_in",
        "users_current_session",
        "users_touch",
        "users_lock",
        "users_unlock",
        "users_sign_out",
        "users_change_password",
    ];
    contract::commands()
        .into_iter()
        .map(|command| command.name)
        .filter(|name| {
            !name.starts_with("setup_")
                && !name.starts_with("away_")
                && *name != "feed_watch"
                // Whether this workstation sends messages is the workstation's own; its shell asks for the administrator.
                && !["messages_sending_here", "messages_send_here"].contains(name)
                // So is what lies on its disk, and where it goes: the shell asks for the doctor.
                && !OF_THE_WORKSTATION.contains(name)
                && !own_session.contains(name)
        })
        .collect()
}
