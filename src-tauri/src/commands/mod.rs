//! What the page may ask: one command for every entry of the core's contract, of the same name. A command finds out who
//! asks, hands the request to the core and returns its answer; what is allowed and what is right the core decides.

pub mod appointments;
pub mod audit;
pub mod availability;
pub mod away;
pub mod break_glass;
pub mod chart;
pub mod consultations;
pub mod diagnoses;
pub mod doctors;
pub mod exports;
pub mod feed;
pub mod keys;
pub mod kiosk;
pub mod letters;
pub mod locations;
pub mod messages;
pub mod note_search;
pub mod patients;
pub mod prepared_texts;
pub mod prescriptions;
pub mod printing;
pub mod records;
pub mod restrictions;
pub mod settings;
pub mod setup;
pub mod users;
pub mod waitlist;

/// Has the core do `action` for whoever is signed in.
macro_rules! act {
    ($desk:expr, $action:path) => {
        $desk.act(stringify!($action), |clinic, actor| async move { $action(&clinic, &actor).await }).await
    };
    ($desk:expr, $action:path, $request:expr) => {
        $desk.act(stringify!($action), |clinic, actor| async move { $action(&clinic, &actor, $request).await }).await
    };
}
pub(crate) use act;

/// Has the core answer, or what is kept here when the server is away.
macro_rules! ask {
    ($desk:expr, $action:path, $kept:path) => {
        $desk
            .ask_or_look(
                stringify!($action),
                |clinic, actor| async move { $action(&clinic, &actor).await },
                |drawer| async move { $kept(&drawer).await },
            )
            .await
    };
    ($desk:expr, $action:path, $kept:path, $request:expr) => {{
        let (request, again) = (Clone::clone(&$request), $request);
        $desk
            .ask_or_look(
                stringify!($action),
                |clinic, actor| async move { $action(&clinic, &actor, request).await },
                |drawer| async move { $kept(&drawer, again).await },
            )
            .await
    }};
}
pub(crate) use ask;

/// Has the core do it, or keeps it to be sent when the server is back.
macro_rules! deed {
    ($desk:expr, $action:path, $kept:path, $request:expr) => {{
        let (request, again) = (Clone::clone(&$request), $request);
        $desk
            .do_or_keep(
                stringify!($action),
                |clinic, actor| async move { $action(&clinic, &actor, request).await },
                |drawer| async move { $kept(&drawer, again).await },
            )
            .await
    }};
}
pub(crate) use deed;

/// The commands by slice: the handler that Tauri asks, and their names for the test that compares them with the contract.
macro_rules! commands {
    ($($slice:ident: $($name:ident),*;)*) => {
        /// Every command's name.
        #[cfg(test)]
        const NAMES: &[&str] = &[$($(stringify!($name),)*)*];

        /// Runs the command that a message from the page names.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($($slice::$name,)*)*]
        }
    };
}

commands! {
    setup: setup_state, setup_try_private, setup_join, setup_server_password, setup_forget_server, setup_papers_folder,
        setup_choose_papers_folder, setup_zoom;
    users: users_sign_in, users_current_session, users_touch, users_lock, users_unlock, users_sign_out,
        users_change_password, users_list, users_add, users_update;
    audit: audit_list;
    patients: patients_search, patients_get, patients_likely_duplicates, patients_register, patients_update;
    doctors: doctors_list, doctors_add, doctors_update, specialties_list;
    locations: locations_list, locations_save, locations_save_room, locations_save_device;
    settings: settings_get, settings_save;
    availability: availability_get, availability_set_weekly_hours, availability_set_dated_hours,
        availability_enter_time_off, availability_withdraw_time_off, availability_add_blocks, availability_change_block,
        availability_remove_blocks, availability_restore_blocks, availability_holidays, availability_save_holiday,
        availability_remove_holiday;
    appointments: appointments_day_sheet, appointments_free_slots, appointments_of_patient, appointments_list,
        appointments_week, appointments_month, appointments_wall, appointments_saved_views, appointments_save_view,
        appointments_forget_view, appointments_get, appointments_by_reference, appointments_hold,
        appointments_release_hold, appointments_book,
        appointments_reschedule, appointments_undo_move, appointments_cancel,
        appointments_change_details, appointments_step, appointments_check_series, appointments_book_series, appointments_series, appointments_book_together,
        appointments_check_moves, appointments_move_together, appointments_swap, appointments_cancel_together,
        appointments_take_back, appointments_earlier_places, appointments_propose_moves, appointments_in_blocks, appointments_rooms_for,
        appointments_assign_room;
    waitlist: waitlist_list, waitlist_add, waitlist_change, waitlist_remove, waitlist_bring_back, waitlist_offer, waitlist_accept,
        waitlist_decline;
    messages: messages_list, messages_try_again, messages_withdraw, messages_settings, messages_save_settings,
        messages_sending_here, messages_send_here, messages_send_test;
    consultations: consultations_my_day, consultations_open, consultations_take_start_back,
        consultations_save_draft, consultations_complete, consultations_sign, consultations_add_addendum,
        consultations_versions, consultations_attend, consultations_history, consultations_diagnoses_at_hand;
    break_glass: break_glass_open, break_glass_list, break_glass_mark_seen;
    chart: chart_open, chart_save, chart_versions;
    records: records_of_patient, records_shared, records_versions, records_describe, records_archive, records_share,
        records_open, records_piece, records_copy, records_add, records_discard, records_choose_files, records_uploads,
        records_send_again, records_scans, records_choose_scans_folder, records_forget_scans_folder;
    prescriptions: prescriptions_save, prescriptions_sign, prescriptions_warnings, prescriptions_mark_dispensed,
        prescriptions_of_patient, prescriptions_versions, prescriptions_favourites, interactions_list, interactions_save,
        interactions_remove;
    letters: letters_issue, letters_of_patient;
    restrictions: restrictions_of_patient, restrictions_restrict, restrictions_lift;
    exports: exports_take_out, exports_state, exports_stop;
    note_search: note_search_prepare, note_search_find, note_search_open, note_search_count;
    keys: keys_state, keys_found, keys_let_in, keys_recover, keys_rotate, keys_renew_recovery, keys_reseal_some;
    diagnoses: diagnoses_search, diagnoses_set_favourite;
    prepared_texts: prepared_texts_list, prepared_texts_save, prepared_texts_remove;
    kiosk: kiosk_place, kiosk_enter, kiosk_check_in, kiosk_register, kiosk_times, kiosk_book;
    printing: printing_day, printing_appointment_card, printing_visits_of_patient, printing_visit_calendar,
        printing_doctor_calendar, printing_prescription, printing_letter, printing_counts, printing_verifier;
    away: away_state, away_withdraw, away_settle, away_drop_unreadable, away_keep_note, away_forget_note,
        away_kept_notes;
    feed: feed_watch;
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_window_offers_exactly_the_commands_of_the_contract() {
        let contract: Vec<_> = clinic_core::contract::commands().iter().map(|command| command.name).collect();
        assert_eq!(super::NAMES, contract);
    }
}
