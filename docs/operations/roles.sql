-- What the workstations of a clinic may do on its database `clinic`. Run it as the database's owner after the tables are made
-- (`clinic-admin migrate up`), and again after each upgrade. Works on MariaDB 10.11 and on MySQL 9.
--
-- Two roles: `clinic_desk` for the front desk and `clinic_doctor` for the consulting rooms. Neither may change the schema,
-- delete a person, a visit, a note or an audit row, or change what the audit log holds.

create role if not exists clinic_desk, clinic_doctor;

-- Everybody reads everything but the notes.
grant select on clinic._sqlx_migrations to clinic_desk, clinic_doctor;
grant select on clinic.users to clinic_desk, clinic_doctor;
grant select on clinic.sign_in_throttles to clinic_desk, clinic_doctor;
grant select on clinic.saved_views to clinic_desk, clinic_doctor;
grant select on clinic.prepared_texts to clinic_desk, clinic_doctor;
grant select on clinic.sessions to clinic_desk, clinic_doctor;
grant select on clinic.specialties to clinic_desk, clinic_doctor;
grant select on clinic.locations to clinic_desk, clinic_doctor;
grant select on clinic.resources to clinic_desk, clinic_doctor;
grant select on clinic.rooms to clinic_desk, clinic_doctor;
grant select on clinic.devices to clinic_desk, clinic_doctor;
grant select on clinic.doctors to clinic_desk, clinic_doctor;
grant select on clinic.doctor_specialties to clinic_desk, clinic_doctor;
grant select on clinic.patients to clinic_desk, clinic_doctor;
grant select on clinic.patient_name_words to clinic_desk, clinic_doctor;
grant select on clinic.name_word_keys to clinic_desk, clinic_doctor;
grant select on clinic.weekly_hours to clinic_desk, clinic_doctor;
grant select on clinic.dated_hours to clinic_desk, clinic_doctor;
grant select on clinic.time_off to clinic_desk, clinic_doctor;
grant select on clinic.blocks to clinic_desk, clinic_doctor;
grant select on clinic.holidays to clinic_desk, clinic_doctor;
grant select on clinic.opening_hours to clinic_desk, clinic_doctor;
grant select on clinic.calendar_days to clinic_desk, clinic_doctor;
grant select on clinic.topics to clinic_desk, clinic_doctor;
grant select on clinic.appointments to clinic_desk, clinic_doctor;
grant select on clinic.slot_holds to clinic_desk, clinic_doctor;
grant select on clinic.appointment_devices to clinic_desk, clinic_doctor;
grant select on clinic.appointment_cells to clinic_desk, clinic_doctor;
grant select on clinic.appointment_series to clinic_desk, clinic_doctor;
grant select on clinic.appointment_changes to clinic_desk, clinic_doctor;
grant select on clinic.openings to clinic_desk, clinic_doctor;
grant select on clinic.waitlist_entries to clinic_desk, clinic_doctor;
grant select on clinic.waitlist_offers to clinic_desk, clinic_doctor;
grant select on clinic.message_settings to clinic_desk, clinic_doctor;
grant select on clinic.messages to clinic_desk, clinic_doctor;
grant select on clinic.clinic_settings to clinic_desk, clinic_doctor;
grant select on clinic.audit_events to clinic_desk, clinic_doctor;
-- Whose processing is restricted: everybody heeds it.
grant select on clinic.processing_restrictions to clinic_desk, clinic_doctor;

-- Everybody writes what the program writes: sign-ins, people, visits, hours. Who may do which is the program's rule.
grant insert, update on clinic.users to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.sign_in_throttles to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.saved_views to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.prepared_texts to clinic_doctor;
grant insert, update on clinic.sessions to clinic_desk, clinic_doctor;
grant insert, update on clinic.specialties to clinic_desk, clinic_doctor;
grant insert, update on clinic.locations to clinic_desk, clinic_doctor;
grant insert, update on clinic.resources to clinic_desk, clinic_doctor;
grant insert, update on clinic.rooms to clinic_desk, clinic_doctor;
grant insert, update on clinic.devices to clinic_desk, clinic_doctor;
grant insert, update on clinic.doctors to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.doctor_specialties to clinic_desk, clinic_doctor;
grant insert, update on clinic.patients to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.patient_name_words to clinic_desk, clinic_doctor;
grant insert, update on clinic.name_word_keys to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.weekly_hours to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.dated_hours to clinic_desk, clinic_doctor;
grant insert, update on clinic.time_off to clinic_desk, clinic_doctor;
grant insert, update on clinic.blocks to clinic_desk, clinic_doctor;
grant insert, update on clinic.holidays to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.opening_hours to clinic_desk, clinic_doctor;
grant insert, update on clinic.calendar_days to clinic_desk, clinic_doctor;
grant insert, update on clinic.topics to clinic_desk, clinic_doctor;
grant insert, update on clinic.appointments to clinic_desk, clinic_doctor;
grant insert, delete on clinic.slot_holds to clinic_desk, clinic_doctor;
grant insert on clinic.appointment_devices to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.appointment_cells to clinic_desk, clinic_doctor;
grant insert on clinic.appointment_series to clinic_desk, clinic_doctor;
grant insert on clinic.appointment_changes to clinic_desk, clinic_doctor;
grant insert, update on clinic.openings to clinic_desk, clinic_doctor;
grant insert, update on clinic.waitlist_entries to clinic_desk, clinic_doctor;
grant insert, update on clinic.waitlist_offers to clinic_desk, clinic_doctor;
grant insert, update on clinic.message_settings to clinic_desk, clinic_doctor;
grant insert, update, delete on clinic.messages to clinic_desk, clinic_doctor;
grant insert, update on clinic.clinic_settings to clinic_desk, clinic_doctor;
grant insert on clinic.audit_events to clinic_desk, clinic_doctor;

-- The notes are for the consulting rooms. A version, once written, stays as it is; a new data key seals it anew. Its signature
-- stays as well, and finds whoever would seal something else. Who has a note open is no record of the clinic.
grant select, insert, update on clinic.consultations to clinic_doctor;
grant select, insert, update (sealed, key_id) on clinic.consultation_versions to clinic_doctor;
grant select, insert on clinic.consultation_signatures to clinic_doctor;
grant select, insert, update, delete on clinic.note_windows to clinic_doctor;

-- Who read a chart in an emergency. It is written in the consulting rooms, and seen to from where the clinic is administered.
grant select, insert on clinic.break_glass to clinic_doctor;
grant select, update (seen_at, seen_by, row_version) on clinic.break_glass to clinic_desk;
-- So is whose processing is restricted. What was asked for stays as it is; a restriction is lifted and never taken away.
grant insert, update (open_patient_id, lifted_by, lifted_at, lifted_words, row_version) on clinic.processing_restrictions to clinic_desk;
-- So are the charts: a version, once written, stays.
grant select, insert, update (sealed, key_id) on clinic.chart_entries to clinic_doctor;

-- So are the prescriptions, and neither a version nor a signature changes. What does not go together is no patient's.
grant select, insert, update on clinic.prescriptions to clinic_doctor;
grant select, insert, update (sealed, key_id) on clinic.prescription_versions to clinic_doctor;
grant select, insert, update (sealed, key_id) on clinic.prescription_signatures to clinic_doctor;
-- And the letters: one that was issued stays as it is.
grant select, insert, update (sealed, key_id, first_print_id) on clinic.letters to clinic_doctor;
grant select, insert, update on clinic.interactions to clinic_desk, clinic_doctor;

-- And the files of the records. What arrived stays; a new data key seals it anew, and what was given up on the way is emptied.
grant select, insert, update on clinic.records to clinic_doctor;
grant select, insert, update (sealed, key_id) on clinic.record_versions to clinic_doctor;
grant select, insert, update (sealed, key_id) on clinic.record_chunks to clinic_doctor;
grant select, insert, update on clinic.record_shares to clinic_doctor;

-- The keys: everybody keeps their own pair, locked by their password; what opens notes is for the consulting rooms alone.
grant select, insert, update on clinic.clinician_keys to clinic_desk, clinic_doctor;
grant select, insert, update on clinic.data_key_envelopes to clinic_doctor;
grant select, insert on clinic.data_keys to clinic_doctor;
grant select, insert on clinic.recovery_keys to clinic_doctor;
grant select, insert on clinic.recovery_envelopes to clinic_doctor;
grant select, insert, update on clinic.clinic_signing_keys to clinic_doctor;
grant select, insert, delete on clinic.diagnosis_favourites to clinic_doctor;
