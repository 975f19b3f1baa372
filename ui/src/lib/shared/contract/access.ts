// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type Role = "receptionist" | "doctor" | "administrator" | "kiosk";
export type Action = "see_patients" | "register_patient" | "update_patient" | "see_calendar" | "book_appointment" | "override_hours" | "overbook" | "reschedule_appointment" | "cancel_appointment" | "run_the_desk" | "print_patient_data" | "run_waitlist" | "see_messages" | "steer_messages" | "consult" | "read_notes" | "break_glass" | "see_broken_glass" | "keep_records" | "hold_keys" | "keep_interactions" | "manage_availability" | "manage_clinic" | "manage_users" | "restrict_processing" | "export_patient" | "read_audit" | "use_kiosk";
