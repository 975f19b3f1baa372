// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type UserId = string;
export type SessionId = string;
export type SpecialtyId = string;
export type LocationId = string;
export type RoomId = string;
export type DeviceId = string;
export type DoctorId = string;
export type PatientId = string;
export type WeeklyHoursId = string;
export type DatedHoursId = string;
export type TimeOffId = string;
export type BlockId = string;
export type HolidayId = string;
export type AppointmentId = string;
export type SeriesId = string;
export type ConsultationId = string;
export type RequestId = string;
export type Role = "receptionist" | "doctor" | "administrator";
export type Action = "see_patients" | "register_patient" | "update_patient" | "see_calendar" | "book_appointment" | "override_hours" | "overbook" | "reschedule_appointment" | "cancel_appointment" | "run_the_desk" | "consult" | "read_notes" | "manage_availability" | "manage_clinic" | "manage_users" | "read_audit";
export type Money = { 
/**
 * The amount in the currency's main unit, e.g. `"85.00"`.
 */
amount: string, 
/**
 * ISO 4217, three capital letters.
 */
currency: string, };
export type Repeated = "earlier" | "later";
export type ClinicError = { "kind": "refused", 
/**
 * Which rule, with its facts.
 */
refusal: Refusal, } | { "kind": "invalid", 
/**
 * At least one.
 */
fields: Array<FieldError>, } | { "kind": "stale", 
/**
 * Which kind of record.
 */
what: RecordKind, } | { "kind": "not_found", 
/**
 * Which kind of record.
 */
what: RecordKind, } | { "kind": "signed_out", 
/**
 * Why the session does not count.
 */
why: SessionEnd, } | { "kind": "forbidden", 
/**
 * What was asked for.
 */
action: Action, } | { "kind": "offline", 
/**
 * What kind of silence.
 */
cause: OfflineCause, 
/**
 * For the log and the administrator; no patient data.
 */
detail: string, } | { "kind": "inconsistent", 
/**
 * Table, column, id; no patient data.
 */
detail: string, };
export type Refusal = { "code": "doctor_busy", 
/**
 * The visit in the way.
 */
appointment_id: AppointmentId, 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * Who has the slot.
 */
held_by: string, 
/**
 * When the visit in the way ends, in the location's zone.
 */
until_local: string, 
/**
 * The next free slots of that doctor.
 */
next: Array<SlotOffer>, } | { "code": "room_busy", 
/**
 * The visit in the way.
 */
appointment_id: AppointmentId, 
/**
 * The room's name.
 */
room_name: string, 
/**
 * The doctor who uses it.
 */
held_by: string, 
/**
 * Until when, in the location's zone.
 */
until_local: string, 
/**
 * The next free slots of the doctor asked for.
 */
next: Array<SlotOffer>, } | { "code": "device_busy", 
/**
 * The visit in the way.
 */
appointment_id: AppointmentId, 
/**
 * The device's name.
 */
device_name: string, 
/**
 * The doctor who uses it.
 */
held_by: string, 
/**
 * Until when, in the location's zone.
 */
until_local: string, 
/**
 * The next free slots of the doctor asked for.
 */
next: Array<SlotOffer>, } | { "code": "device_elsewhere", 
/**
 * The device's name.
 */
device_name: string, 
/**
 * Where it is.
 */
location_name: string, } | { "code": "patient_busy", 
/**
 * The visit in the way.
 */
appointment_id: AppointmentId, 
/**
 * The doctor they see.
 */
held_by: string, 
/**
 * Until when, in the location's zone.
 */
until_local: string, 
/**
 * The next free slots of the doctor asked for.
 */
next: Array<SlotOffer>, } | { "code": "fully_overbooked", 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * The next free slots of that doctor.
 */
next: Array<SlotOffer>, } | { "code": "room_taken", 
/**
 * The visit in the way.
 */
appointment_id: AppointmentId, 
/**
 * The room's name.
 */
room_name: string, 
/**
 * The doctor who uses it.
 */
held_by: string, 
/**
 * When the visit in the way ends, in the location's zone.
 */
until_local: string, } | { "code": "outside_hours", 
/**
 * The next free slots of that doctor.
 */
next: Array<SlotOffer>, } | { "code": "doctor_away", 
/**
 * Until when, in the location's zone.
 */
until_local: string, 
/**
 * The next free slots of that doctor.
 */
next: Array<SlotOffer>, } | { "code": "not_all_possible", 
/**
 * Those that cannot, each with why and the nearest free times.
 */
visits: Array<PlannedVisit>, } | { "code": "time_blocked", 
/**
 * What for.
 */
block_kind: BlockKind, 
/**
 * What the desk called it; may be empty.
 */
title: string, 
/**
 * Until when, in the location's zone.
 */
until_local: string, 
/**
 * When a reserve for emergencies is released to everyone, in the location's zone.
 */
released_local: string | null, 
/**
 * The next free slots of that doctor.
 */
next: Array<SlotOffer>, } | { "code": "in_the_past" } | { "code": "time_in_gap", 
/**
 * The last local time before the jump.
 */
before_local: string, 
/**
 * The first local time after the jump.
 */
after_local: string, } | { "code": "time_repeated", 
/**
 * The first of the two instants.
 */
earlier_at: string, 
/**
 * The second of the two instants.
 */
later_at: string, } | { "code": "wrong_status", 
/**
 * What it is now.
 */
status: AppointmentStatus, } | { "code": "not_active", 
/**
 * Which of them.
 */
what: RecordKind, } | { "code": "wrong_credentials" } | { "code": "throttled", 
/**
 * Seconds until the next try counts.
 */
wait_seconds: number, } | { "code": "account_disabled" } | { "code": "password_change_due" } | { "code": "consultation_completed" } | { "code": "not_today", 
/**
 * When it begins, in the location's zone.
 */
starts_local: string, } | { "code": "note_written" } | { "code": "last_administrator" } | { "code": "schema_newer", 
/**
 * The newest migration in the database.
 */
database: number, 
/**
 * The newest migration this program knows.
 */
program: number, } | { "code": "schema_older", 
/**
 * The newest migration in the database.
 */
database: number, 
/**
 * The newest migration this program knows.
 */
program: number, } | { "code": "no_server_program", 
/**
 * The Debian package that brings one.
 */
package: string, };
export type FieldError = { 
/**
 * The field's name in the request.
 */
field: string, 
/**
 * What is wrong with it.
 */
problem: FieldProblem, };
export type FieldProblem = { "code": "missing" } | { "code": "too_long", 
/**
 * The most characters.
 */
most: number, } | { "code": "too_short", 
/**
 * The fewest characters.
 */
least: number, } | { "code": "bad_characters" } | { "code": "not_a_date" } | { "code": "not_a_time" } | { "code": "in_the_future" } | { "code": "too_long_ago" } | { "code": "end_before_start" } | { "code": "overlaps" } | { "code": "out_of_range", 
/**
 * The least.
 */
least: number, 
/**
 * The most.
 */
most: number, } | { "code": "too_many_dates", 
/**
 * So many can be.
 */
most: number, } | { "code": "not_a_phone" } | { "code": "not_an_email" } | { "code": "not_a_certificate" } | { "code": "not_money" } | { "code": "not_a_reference", 
/**
 * References of visits that are one letter or one swap away.
 */
meant: Array<string>, } | { "code": "not_a_web_address" } | { "code": "unknown_choice" } | { "code": "taken" } | { "code": "weak_password" } | { "code": "same_password" };
export type RecordKind = "user" | "specialty" | "location" | "room" | "device" | "doctor" | "patient" | "hours" | "time_off" | "block" | "holiday" | "appointment" | "series" | "consultation" | "settings" | "saved_view";
export type SessionEnd = "unknown" | "expired" | "revoked" | "locked";
export type OfflineCause = "unreachable" | "account_refused" | "tls_required" | "certificate_refused" | "busy" | "disk_full";
export type UserStatus = "active" | "disabled";
export type SignIn = { 
/**
 * The user's e-mail.
 */
email: string, 
/**
 * The user's password.
 */
password: string, };
export type Unlock = { 
/**
 * The password of the user whose session is locked.
 */
password: string, };
export type ChangePassword = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * The present one.
 */
password: string, 
/**
 * The new one, 10 characters at least, not easily guessed and not the present one.
 */
new_password: string, };
export type SessionView = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Their name.
 */
name: string, 
/**
 * Their e-mail.
 */
email: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * The doctor they are, for those who are one.
 */
doctor_id: DoctorId | null, 
/**
 * What their role may do; the window hides the rest, the core refuses it.
 */
actions: Array<Action>, 
/**
 * When the session ends whatever happens.
 */
expires_at: string, 
/**
 * It is locked: the password opens it again.
 */
locked: boolean, 
/**
 * Somebody else set the password: until it is changed nothing else can be done, and `actions` is empty.
 */
password_change_due: boolean, };
export type UserView = { 
/**
 * Their id.
 */
id: UserId, 
/**
 * Their e-mail, by which they sign in.
 */
email: string, 
/**
 * Their name.
 */
name: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * Whether they may sign in.
 */
status: UserStatus, 
/**
 * The doctor they are.
 */
doctor_id: DoctorId | null, 
/**
 * When they last signed in.
 */
last_sign_in_at: string | null, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type AddUser = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation.
 */
id: UserId, 
/**
 * By which they sign in; unique.
 */
email: string, 
/**
 * Their name, 1 to 200 characters.
 */
name: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * Their first password, 10 characters at least and not easily guessed.
 */
password: string, 
/**
 * The doctor they are; needed for and only for the role of doctor.
 */
doctor_id: DoctorId | null, };
export type UpdateUser = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Who.
 */
id: UserId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * Their name.
 */
name: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * Whether they may sign in; disabling ends their sessions.
 */
status: UserStatus, 
/**
 * The doctor they are.
 */
doctor_id: DoctorId | null, 
/**
 * A new password, when it is to change; ends their sessions.
 */
new_password: string | null, };
export type Gender = "female" | "male" | "other" | "unknown";
export type PatientForm = { 
/**
 * Family name, 1 to 100 characters.
 */
family_name: string, 
/**
 * Given names, 1 to 100 characters.
 */
given_name: string, 
/**
 * `1990-02-28`; not in the future, at most 130 years ago.
 */
birth_date: string, 
/**
 * The birth date is a guess (X6).
 */
birth_date_estimated: boolean, 
/**
 * Gender.
 */
gender: Gender, 
/**
 * Unique when given.
 */
email: string, 
/**
 * As people write it, national or with `+`; kept as E.164.
 */
phone: string, 
/**
 * Postal address, at most 500 characters.
 */
address: string, 
/**
 * The doctor they usually see.
 */
usual_doctor_id: DoctorId | null, };
export type RegisterPatient = { 
/**
 * Made by the workstation: sending the same one again registers once.
 */
id: PatientId, 
/**
 * What was typed.
 */
form: PatientForm, };
export type UpdatePatient = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Who.
 */
id: PatientId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * What was typed.
 */
form: PatientForm, };
export type PatientView = { 
/**
 * Their id.
 */
id: PatientId, 
/**
 * What they are found by over the phone, e.g. `P-7K2M9Q`.
 */
reference: string, 
/**
 * Family name.
 */
family_name: string, 
/**
 * Given names.
 */
given_name: string, 
/**
 * Birth date.
 */
birth_date: string, 
/**
 * The birth date is a guess.
 */
birth_date_estimated: boolean, 
/**
 * Age in whole years, derived.
 */
age_years: number, 
/**
 * Gender.
 */
gender: Gender, 
/**
 * E-mail, or empty.
 */
email: string, 
/**
 * E.164, or empty.
 */
phone: string, 
/**
 * Address, or empty.
 */
address: string, 
/**
 * The doctor they usually see.
 */
usual_doctor_id: DoctorId | null, 
/**
 * That doctor's name.
 */
usual_doctor_name: string | null, 
/**
 * When they died, where known.
 */
deceased_on: string | null, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type PatientSearch = { 
/**
 * What was typed, 200 characters at most; empty gives the patients seen or changed last.
 */
query: string, 
/**
 * How many are wanted, 1 to 50.
 */
limit: number, };
export type PatientHit = { 
/**
 * Who.
 */
patient: PatientView, 
/**
 * Why.
 */
why: MatchedBy, 
/**
 * Their next visit, UTC, where there is one.
 */
next_visit_at: string | null, };
export type MatchedBy = "recent" | "reference" | "birth_date" | "phone" | "name" | "similar_name";
export type DuplicateSearch = { 
/**
 * Family name so far.
 */
family_name: string, 
/**
 * Given name so far.
 */
given_name: string, 
/**
 * Birth date, when it is whole.
 */
birth_date: string, 
/**
 * Phone so far.
 */
phone: string, 
/**
 * E-mail so far.
 */
email: string, 
/**
 * Not this one: the patient being edited.
 */
except: PatientId | null, };
export type LikelyDuplicate = { 
/**
 * Who.
 */
patient: PatientView, 
/**
 * 0 to 100: 100 is certain.
 */
likeness: number, };
export type SpecialtyView = { 
/**
 * Its id.
 */
id: SpecialtyId, 
/**
 * Its name, unique.
 */
name: string, };
export type NewSpecialty = { 
/**
 * Made by the workstation.
 */
id: SpecialtyId, 
/**
 * 1 to 100 characters, unique.
 */
name: string, };
export type DoctorForm = { 
/**
 * Name as patients know it, 1 to 200 characters.
 */
name: string, 
/**
 * E-mail, or empty.
 */
email: string, 
/**
 * Phone, or empty.
 */
phone: string, 
/**
 * A few words for the desk and patients, at most 5,000 characters.
 */
bio: string, 
/**
 * Licence number, 1 to 64 characters, unique.
 */
licence_number: string, 
/**
 * Last day it holds, or empty.
 */
licence_expires_on: string, 
/**
 * Year of first practice, or none (C2).
 */
practising_since: number | null, 
/**
 * Fee of a visit, e.g. `85.00`.
 */
fee: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Usual slot length, 5 to 480 minutes (B2: 60 when nobody says).
 */
slot_minutes: number, 
/**
 * Specialties that the clinic has; one at least, or a new one.
 */
specialty_ids: Array<SpecialtyId>, 
/**
 * Specialties added with this doctor.
 */
new_specialties: Array<NewSpecialty>, 
/**
 * Inactive doctors keep their history and take no bookings.
 */
active: boolean, };
export type AddDoctor = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation.
 */
id: DoctorId, 
/**
 * What was typed.
 */
form: DoctorForm, };
export type UpdateDoctor = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Who.
 */
id: DoctorId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * What was typed.
 */
form: DoctorForm, };
export type DoctorView = { 
/**
 * Their id.
 */
id: DoctorId, 
/**
 * The number of their lane in the calendar; what the change feed speaks of.
 */
resource_id: number, 
/**
 * Name.
 */
name: string, 
/**
 * E-mail, or empty.
 */
email: string, 
/**
 * Phone, or empty.
 */
phone: string, 
/**
 * A few words.
 */
bio: string, 
/**
 * Licence number.
 */
licence_number: string, 
/**
 * Last day it holds.
 */
licence_expires_on: string | null, 
/**
 * The licence is over (D4).
 */
licence_expired: boolean, 
/**
 * Year of first practice.
 */
practising_since: number | null, 
/**
 * Fee of a visit.
 */
fee: Money, 
/**
 * Usual slot length in minutes.
 */
slot_minutes: number, 
/**
 * Their specialties, by name.
 */
specialties: Array<SpecialtyView>, 
/**
 * The account they sign in with.
 */
user_id: UserId | null, 
/**
 * Takes bookings.
 */
active: boolean, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type OpeningHours = { 
/**
 * ISO 8601: 1 is Monday, 7 is Sunday.
 */
weekday: number, 
/**
 * From, `08:00`.
 */
from_time: string, 
/**
 * To, `18:00`; `24:00` is the end of the day, and what is not later than from lies on the next day.
 */
to_time: string, };
export type LocationForm = { 
/**
 * 1 to 200 characters, unique.
 */
name: string, 
/**
 * Postal address, at most 500 characters.
 */
address: string, 
/**
 * Phone, or empty.
 */
phone: string, 
/**
 * IANA zone: every time here is shown in it.
 */
time_zone: string, 
/**
 * Visits can be booked here.
 */
active: boolean, 
/**
 * When its doors are open: told to people, and a warning where a doctor's hours lie outside. They close nothing.
 */
opening_hours: Array<OpeningHours>, };
export type SaveLocation = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation for a new one.
 */
id: LocationId, 
/**
 * The version on the screen; none for a new one.
 */
row_version: number | null, 
/**
 * What was typed.
 */
form: LocationForm, };
export type SaveRoom = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation for a new one.
 */
id: RoomId, 
/**
 * The version on the screen; none for a new one.
 */
row_version: number | null, 
/**
 * Where; a room never moves.
 */
location_id: LocationId, 
/**
 * 1 to 100 characters, unique at its location.
 */
name: string, 
/**
 * Can be taken.
 */
active: boolean, };
export type LocationView = { 
/**
 * Its id.
 */
id: LocationId, 
/**
 * Its name.
 */
name: string, 
/**
 * Postal address.
 */
address: string, 
/**
 * Phone.
 */
phone: string, 
/**
 * IANA zone.
 */
time_zone: string, 
/**
 * Visits can be booked here.
 */
active: boolean, 
/**
 * When its doors are open, by weekday and time.
 */
opening_hours: Array<OpeningHours>, 
/**
 * Its rooms by name.
 */
rooms: Array<RoomView>, 
/**
 * Its equipment by name.
 */
devices: Array<DeviceView>, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type RoomView = { 
/**
 * Its id.
 */
id: RoomId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * Its name.
 */
name: string, 
/**
 * Can be taken.
 */
active: boolean, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type SaveDevice = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation for a new one.
 */
id: DeviceId, 
/**
 * The version on the screen; none for a new one.
 */
row_version: number | null, 
/**
 * Where; a device never moves.
 */
location_id: LocationId, 
/**
 * 1 to 100 characters, unique at its location.
 */
name: string, 
/**
 * Can be taken; not, when it is retired.
 */
active: boolean, };
export type DeviceView = { 
/**
 * Its id.
 */
id: DeviceId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * Its name.
 */
name: string, 
/**
 * Can be taken; not, when it is retired.
 */
active: boolean, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type SettingsView = { 
/**
 * The address in front of every video visit's token, `https://…`; empty: video visits have no link yet.
 */
video_base_url: string, 
/**
 * A visit cancelled less than so many hours before it begins is a late cancel; 0 for never.
 */
late_cancel_hours: number, 
/**
 * The version to name in the next write; 0 while nothing was ever set.
 */
row_version: number, };
export type SaveSettings = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * As typed; empty takes the links away.
 */
video_base_url: string, 
/**
 * 0 to 336 hours.
 */
late_cancel_hours: number, };
export type HoursKind = "in_person" | "video" | "both";
export type WeeklyHours = { 
/**
 * Its id, made by the workstation for a new one.
 */
id: WeeklyHoursId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * The room its visits take.
 */
room_id: RoomId | null, 
/**
 * ISO 8601: 1 is Monday, 7 is Sunday.
 */
weekday: number, 
/**
 * From, `09:00`.
 */
from_time: string, 
/**
 * To, `12:30`; `24:00` is the end of the day, and what is not later than from lies on the next day.
 */
to_time: string, 
/**
 * Slot length, 5 to 480 minutes; the doctor's own when none is given.
 */
slot_minutes: number | null, 
/**
 * What kinds of visits.
 */
hours_kind: HoursKind, 
/**
 * How many patients a slot takes, 1 to 50.
 */
capacity: number, 
/**
 * First date it holds, `2026-01-01`.
 */
valid_from: string, 
/**
 * Last date it holds; for ever when none is given.
 */
valid_to: string | null, };
export type DatedHours = { 
/**
 * Its id, made by the workstation for a new one.
 */
id: DatedHoursId, 
/**
 * The date, `2026-12-24`.
 */
on_date: string, 
/**
 * Closed all day: no hours follow.
 */
closed: boolean, 
/**
 * Where; needed unless closed.
 */
location_id: LocationId | null, 
/**
 * The room its visits take.
 */
room_id: RoomId | null, 
/**
 * From, `09:00`; needed unless closed.
 */
from_time: string | null, 
/**
 * To, as in the week; needed unless closed.
 */
to_time: string | null, 
/**
 * Slot length; the doctor's own when none is given.
 */
slot_minutes: number | null, 
/**
 * What kinds of visits.
 */
hours_kind: HoursKind, 
/**
 * How many patients a slot takes.
 */
capacity: number, 
/**
 * What the desk sees, at most 200 characters.
 */
note: string, };
export type TimeOffKind = "leave" | "holiday" | "sick" | "other";
export type TimeOffRequest = { 
/**
 * Made by the workstation: sending the same one again enters it once.
 */
id: TimeOffId, 
/**
 * Who is away.
 */
doctor_id: DoctorId, 
/**
 * From, on the wall clock of the doctor's first location: `2026-12-24T00:00`.
 */
starts_local: string, 
/**
 * Up to, not including.
 */
ends_local: string, 
/**
 * Why.
 */
time_off_kind: TimeOffKind, 
/**
 * What the desk sees, at most 200 characters.
 */
note: string, };
export type TimeOffView = { 
/**
 * Its id.
 */
id: TimeOffId, 
/**
 * Who is away.
 */
doctor_id: DoctorId, 
/**
 * From, UTC.
 */
starts_at: string, 
/**
 * Up to, UTC.
 */
ends_at: string, 
/**
 * From, on the wall clock of the doctor's first location.
 */
starts_local: string, 
/**
 * Up to.
 */
ends_local: string, 
/**
 * Why.
 */
time_off_kind: TimeOffKind, 
/**
 * What the desk sees.
 */
note: string, };
export type TimeOffEntered = { 
/**
 * As entered.
 */
time_off: TimeOffView, 
/**
 * Live visits inside it, by start.
 */
to_move: Array<AppointmentView>, };
export type WithdrawTimeOff = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which.
 */
time_off_id: TimeOffId, };
export type SetWeeklyHours = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Whose.
 */
doctor_id: DoctorId, 
/**
 * The doctor's version on the screen.
 */
row_version: number, 
/**
 * The whole list; what is not in it ends.
 */
hours: Array<WeeklyHours>, };
export type SetDatedHours = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Whose.
 */
doctor_id: DoctorId, 
/**
 * The doctor's version on the screen.
 */
row_version: number, 
/**
 * The date, `2026-12-24`.
 */
on_date: string, 
/**
 * The rows of that date; empty gives the date back to the week.
 */
hours: Array<DatedHours>, };
export type AvailabilityView = { 
/**
 * Whose.
 */
doctor_id: DoctorId, 
/**
 * The doctor's version to name in the next write.
 */
row_version: number, 
/**
 * Weekly hours by weekday and time.
 */
weekly: Array<WeeklyHours>, 
/**
 * Dates that differ, from today on.
 */
dated: Array<DatedHours>, 
/**
 * Time off not yet over.
 */
time_off: Array<TimeOffView>, 
/**
 * Blocks not yet over, by start.
 */
blocks: Array<BlockView>, };
export type BlockKind = "meeting" | "administration" | "emergency";
export type BlockRelease = { "by": "never" } | { "by": "hours", 
/**
 * How many.
 */
hours: number, } | { "by": "at", 
/**
 * Date and time, no zone.
 */
local: string, };
export type BlockForm = { 
/**
 * Made by the workstation for a new one.
 */
id: BlockId, 
/**
 * Whose time.
 */
doctor_id: DoctorId, 
/**
 * On whose wall the times are said; the doctor's first location when none is given.
 */
location_id: LocationId | null, 
/**
 * What it is kept for.
 */
block_kind: BlockKind, 
/**
 * What the desk sees, at most 200 characters.
 */
title: string, 
/**
 * From, on the wall: `2026-12-24T09:00`.
 */
starts_local: string, 
/**
 * Up to, not including.
 */
ends_local: string, 
/**
 * When a reserve is released.
 */
release: BlockRelease, };
export type AddBlocks = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * 1 to 200.
 */
blocks: Array<BlockForm>, };
export type ChangeBlock = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * As it shall be.
 */
block: BlockForm, };
export type NameBlocks = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * 1 to 200.
 */
block_ids: Array<BlockId>, };
export type BlockView = { 
/**
 * Its id.
 */
id: BlockId, 
/**
 * Whose time.
 */
doctor_id: DoctorId, 
/**
 * On whose wall the times are said.
 */
location_id: LocationId | null, 
/**
 * What it is kept for.
 */
block_kind: BlockKind, 
/**
 * What the desk sees.
 */
title: string, 
/**
 * From, UTC.
 */
starts_at: string, 
/**
 * Up to, UTC.
 */
ends_at: string, 
/**
 * From, on the wall.
 */
starts_local: string, 
/**
 * Up to.
 */
ends_local: string, 
/**
 * When a reserve is released.
 */
release: BlockRelease, 
/**
 * The instant of the release, UTC.
 */
released_at: string | null, 
/**
 * The same on the wall.
 */
released_local: string | null, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type HolidayOf = { "whose": "everyone" } | { "whose": "location", 
/**
 * Which.
 */
location_id: LocationId, } | { "whose": "doctor", 
/**
 * Which.
 */
doctor_id: DoctorId, };
export type HolidayForm = { 
/**
 * 1 to 100 characters: what the day sheet calls it.
 */
name: string, 
/**
 * Whose.
 */
of: HolidayOf, 
/**
 * First date, `2026-12-25`.
 */
first_on: string, 
/**
 * Last date, or empty: the first only.
 */
last_on: string, 
/**
 * It comes back every year on the same dates. 29 February comes back in leap years.
 */
yearly: boolean, };
export type SaveHoliday = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Made by the workstation for a new one.
 */
id: HolidayId, 
/**
 * The version on the screen; none for a new one.
 */
row_version: number | null, 
/**
 * What was typed.
 */
form: HolidayForm, };
export type RemoveHoliday = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which.
 */
id: HolidayId, };
export type HolidayView = { 
/**
 * Its id.
 */
id: HolidayId, 
/**
 * Its name.
 */
name: string, 
/**
 * Whose.
 */
of: HolidayOf, 
/**
 * First date, of a yearly one in its first year.
 */
first_on: string, 
/**
 * Last date.
 */
last_on: string, 
/**
 * It comes back every year.
 */
yearly: boolean, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type OpenWindow = { 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * The room its visits take.
 */
room_id: RoomId | null, 
/**
 * From, UTC.
 */
starts_at: string, 
/**
 * Up to, UTC.
 */
ends_at: string, 
/**
 * From, on the location's wall clock.
 */
starts_local: string, 
/**
 * Up to.
 */
ends_local: string, 
/**
 * Slot length in minutes.
 */
slot_minutes: number, 
/**
 * What kinds of visits.
 */
hours_kind: HoursKind, 
/**
 * How many patients a slot takes.
 */
capacity: number, 
/**
 * The date whose hours these are.
 */
date: string, };
export type AppointmentStatus = "scheduled" | "confirmed" | "arrived" | "checked_in" | "in_progress" | "completed" | "cancelled" | "no_show";
export type VisitKind = "in_person" | "video";
export type Priority = "regular" | "urgent" | "emergency";
export type RequestedTime = { "by": "instant", 
/**
 * UTC.
 */
at: string, } | { "by": "local", 
/**
 * Date and time, no zone.
 */
date_time: string, 
/**
 * Which one, where the clock shows it twice.
 */
which: Repeated | null, };
export type BookingRequest = { 
/**
 * Made by the workstation: sending the same one again books once.
 */
appointment_id: AppointmentId, 
/**
 * Who comes.
 */
patient_id: PatientId, 
/**
 * To whom.
 */
doctor_id: DoctorId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * In person or video.
 */
visit_kind: VisitKind, 
/**
 * When.
 */
starts: RequestedTime, 
/**
 * How long, 5 to 480 minutes; the slot length of the doctor's hours when none is given.
 */
minutes: number | null, 
/**
 * Why, in the desk's words; at most 500 characters.
 */
reason: string, 
/**
 * What the patient complains of, in the desk's words; at most 500 characters.
 */
symptoms: string, 
/**
 * How soon.
 */
priority: Priority, 
/**
 * Why it lies outside the hours, by someone who may say so.
 */
override_reason: string | null, 
/**
 * Why it may lie on top of another visit of the doctor, by someone who may say so. Left away when a place is free.
 */
overbook_reason: string | null, 
/**
 * The room it must be in, of its location; that of the doctor's hours when none is given.
 */
room_id: RoomId | null, 
/**
 * The devices it needs, of its location; at most 8.
 */
device_ids: Array<DeviceId>, };
export type RescheduleRequest = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * To whom; the same doctor when none is given.
 */
doctor_id: DoctorId | null, 
/**
 * Where; the same location when none is given.
 */
location_id: LocationId | null, 
/**
 * When.
 */
starts: RequestedTime, 
/**
 * How long; as before when none is given.
 */
minutes: number | null, 
/**
 * Why it lies outside the hours; as before when none is given.
 */
override_reason: string | null, 
/**
 * Why it may lie on top of another visit of the doctor.
 */
overbook_reason: string | null, };
export type UndoMoveRequest = { 
/**
 * The write's id; undoing the undoing names it.
 */
request_id: RequestId, 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * The id of the write that moved it.
 */
move_id: RequestId, };
export type CancelRequest = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, };
export type FindVisit = { 
/**
 * Six letters and digits; any case, with or without the dash.
 */
reference: string, };
export type Step = "confirm" | "arrive" | "check_in" | "mark_no_show" | "complete" | "take_back";
export type StepRequest = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * Which step.
 */
step: Step, };
export type Whereabouts = "waiting" | "in_room";
export type AssignRoom = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * Which room of the visit's location; none gives the room back.
 */
room_id: RoomId | null, 
/**
 * Whether the patient goes in.
 */
patient: Whereabouts, };
export type RoomChoice = { 
/**
 * Which.
 */
room_id: RoomId, 
/**
 * Its name.
 */
room_name: string, 
/**
 * Who has it at the visit's time, or sits in it now; none when it is free.
 */
used: RoomUse | null, };
export type RoomUse = { 
/**
 * The visit.
 */
appointment_id: AppointmentId, 
/**
 * Its doctor.
 */
doctor_name: string, 
/**
 * Its patient, `Family, Given`.
 */
patient_name: string, 
/**
 * When it ends by its time, on the location's wall.
 */
until_local: string, 
/**
 * The patient is in the room since then.
 */
inside_since: string | null, };
export type VisitListRequest = { 
/**
 * First date, `2026-11-21`.
 */
from_on: string, 
/**
 * Last date, 61 days later at most.
 */
to_on: string, 
/**
 * Only of these doctors; of every active doctor when empty.
 */
doctor_ids: Array<DoctorId>, 
/**
 * Only here, when given.
 */
location_id: LocationId | null, 
/**
 * Only with these statuses; with every status when empty.
 */
statuses: Array<AppointmentStatus>, 
/**
 * Only of this kind, when given.
 */
visit_kind: VisitKind | null, 
/**
 * How many are wanted, 1 to 1000.
 */
limit: number, };
export type VisitList = { 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * The visits.
 */
visits: Array<AppointmentView>, 
/**
 * There are more than were wanted.
 */
more: boolean, };
export type CalendarRequest = { 
/**
 * First date, `2026-11-21`.
 */
from_on: string, 
/**
 * How many days, 1 to 42.
 */
days: number, 
/**
 * Only these doctors, in this order; every active doctor when empty.
 */
doctor_ids: Array<DoctorId>, 
/**
 * Only hours and visits at this location, when given.
 */
location_id: LocationId | null, 
/**
 * Only visits with these statuses; in a week every status when empty, in a month those that hold their time.
 */
statuses: Array<AppointmentStatus>, 
/**
 * Only hours and visits of this kind, when given.
 */
visit_kind: VisitKind | null, };
export type Week = { 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * The first date.
 */
from_on: string, 
/**
 * The doctors in the order asked for.
 */
doctors: Array<DoctorWeek>, };
export type DoctorWeek = { 
/**
 * Whose.
 */
doctor_id: DoctorId, 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * The days in order.
 */
days: Array<WeekDay>, };
export type WeekDay = { 
/**
 * The civil date.
 */
date: string, 
/**
 * The hours.
 */
hours: Array<Stretch>, 
/**
 * Away.
 */
away: Array<Stretch>, 
/**
 * Kept for something else.
 */
blocked: Array<Stretch>, 
/**
 * The visits by start.
 */
visits: Array<WeekVisit>, };
export type Stretch = { 
/**
 * From.
 */
starts_local: string, 
/**
 * To.
 */
ends_local: string, };
export type WeekVisit = { 
/**
 * Its id.
 */
id: AppointmentId, 
/**
 * Who comes.
 */
patient_id: PatientId, 
/**
 * `Family, Given`.
 */
patient_name: string, 
/**
 * To whom.
 */
doctor_id: DoctorId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * The room, where one is taken.
 */
room_id: RoomId | null, 
/**
 * In person or video.
 */
visit_kind: VisitKind, 
/**
 * Where it stands.
 */
status: AppointmentStatus, 
/**
 * How soon.
 */
priority: Priority, 
/**
 * Start on the location's wall clock.
 */
starts_local: string, 
/**
 * End on the location's wall clock.
 */
ends_local: string, 
/**
 * The seat within a slot of several.
 */
seat: number, 
/**
 * Why it lies on top of another visit, if it does.
 */
overbook_reason: string | null, 
/**
 * It was called off late.
 */
late_cancel: boolean, };
export type Month = { 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * The days in order.
 */
days: Array<DayCount>, };
export type DayCount = { 
/**
 * The civil date.
 */
date: string, 
/**
 * How many visits.
 */
visits: number, 
/**
 * How many places can still be booked.
 */
free_places: number, 
/**
 * How many places the hours hold.
 */
places: number, };
export type WallRequest = { 
/**
 * Only this location, when given.
 */
location_id: LocationId | null, };
export type Wall = { 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * Who is called into a room, the last call first.
 */
called: Array<WallLine>, 
/**
 * Who waits, by time.
 */
waiting: Array<WallLine>, };
export type WallLine = { 
/**
 * The last letters of the visit's reference.
 */
number: string, 
/**
 * Whom they see.
 */
doctor_name: string, 
/**
 * Where they go; none while they wait.
 */
room_name: string | null, 
/**
 * When they were called.
 */
called_at: string | null, };
export type CalendarLayout = "day" | "rooms" | "week" | "month" | "list";
export type CalendarShows = { 
/**
 * How it is laid out.
 */
layout: CalendarLayout, 
/**
 * Only these doctors; every active doctor when empty.
 */
doctor_ids: Array<DoctorId>, 
/**
 * Only doctors of this specialty, when given.
 */
specialty_id: SpecialtyId | null, 
/**
 * Only this location, when given.
 */
location_id: LocationId | null, 
/**
 * Only these statuses; every status when empty.
 */
statuses: Array<AppointmentStatus>, 
/**
 * Only this kind, when given.
 */
visit_kind: VisitKind | null, 
/**
 * Cancelled and missed visits too.
 */
show_gone: boolean, };
export type SavedView = { 
/**
 * 2 for F2, to 9.
 */
function_key: number, 
/**
 * What the user calls it.
 */
name: string, 
/**
 * What it shows.
 */
shows: CalendarShows, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type SaveView = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * 2 for F2, to 9.
 */
function_key: number, 
/**
 * The version of the view it takes the place of; none on a free key.
 */
row_version: number | null, 
/**
 * 1 to 60 characters.
 */
name: string, 
/**
 * What it shows.
 */
shows: CalendarShows, };
export type ForgetView = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * 2 for F2, to 9.
 */
function_key: number, 
/**
 * The version on the screen.
 */
row_version: number, };
export type MoveProposal = { 
/**
 * As it is.
 */
visit: AppointmentView, 
/**
 * The first free place with the same doctor after the absence.
 */
same_doctor: SlotOffer | null, 
/**
 * The free place nearest in time with another doctor of the same specialty.
 */
other_doctor: SlotOffer | null, };
export type MoveProposals = { 
/**
 * The time off.
 */
time_off: TimeOffView, 
/**
 * Live visits inside it that have not begun, by start.
 */
visits: Array<MoveProposal>, };
export type AppointmentView = { 
/**
 * Its id.
 */
id: AppointmentId, 
/**
 * What is read over the phone, e.g. `K7M-2QX`.
 */
reference: string, 
/**
 * Who comes.
 */
patient_id: PatientId, 
/**
 * `Family, Given`.
 */
patient_name: string, 
/**
 * The patient's reference.
 */
patient_reference: string, 
/**
 * The patient's birth date.
 */
patient_birth_date: string, 
/**
 * The patient's phone, E.164, or empty.
 */
patient_phone: string, 
/**
 * To whom.
 */
doctor_id: DoctorId, 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * The location's name.
 */
location_name: string, 
/**
 * The room, where one is taken.
 */
room_id: RoomId | null, 
/**
 * The room's name.
 */
room_name: string | null, 
/**
 * The names of the devices it has, with commas between them; empty for none.
 */
device_names: string, 
/**
 * In person or video.
 */
visit_kind: VisitKind, 
/**
 * Where it stands.
 */
status: AppointmentStatus, 
/**
 * How soon.
 */
priority: Priority, 
/**
 * Start, UTC.
 */
starts_at: string, 
/**
 * End, UTC.
 */
ends_at: string, 
/**
 * Start on the location's wall clock.
 */
starts_local: string, 
/**
 * End on the location's wall clock.
 */
ends_local: string, 
/**
 * The location's IANA zone.
 */
time_zone: string, 
/**
 * Length in minutes.
 */
minutes: number, 
/**
 * The seat within a slot of several; 0 for the first, 50 and more for one on top of another visit.
 */
seat: number, 
/**
 * Why, in the desk's words.
 */
reason: string, 
/**
 * What the patient complains of, in the desk's words.
 */
symptoms: string, 
/**
 * Where a video visit is held, once the clinic has set its address for them.
 */
video_link: string | null, 
/**
 * The fee.
 */
fee: Money, 
/**
 * Why it lies outside hours, where it does.
 */
override_reason: string | null, 
/**
 * Why it lies on top of another visit of the doctor, where it does.
 */
overbook_reason: string | null, 
/**
 * The patient has no earlier visit here that was not cancelled or missed (derived).
 */
first_visit: boolean, 
/**
 * In the house since.
 */
arrived_at: string | null, 
/**
 * Checked in since.
 */
checked_in_at: string | null, 
/**
 * In the room since.
 */
in_room_at: string | null, 
/**
 * With the doctor since.
 */
started_at: string | null, 
/**
 * Done since.
 */
completed_at: string | null, 
/**
 * Called off at.
 */
cancelled_at: string | null, 
/**
 * Why it was called off.
 */
cancellation_reason: string | null, 
/**
 * It was called off later than the clinic's rule allows.
 */
late_cancel: boolean, 
/**
 * Who booked it.
 */
booked_by: string | null, 
/**
 * Its place in a series, where it is an occurrence of one.
 */
series: SeriesPlace | null, 
/**
 * The version to name in the next write.
 */
row_version: number, };
export type SlotOffer = { 
/**
 * With whom.
 */
doctor_id: DoctorId, 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * The location's name.
 */
location_name: string, 
/**
 * Start, UTC.
 */
starts_at: string, 
/**
 * Start on the location's wall clock.
 */
starts_local: string, 
/**
 * End on the location's wall clock.
 */
ends_local: string, 
/**
 * Length in minutes.
 */
minutes: number, 
/**
 * What kinds the hours allow.
 */
hours_kind: HoursKind, 
/**
 * How many places the slot still has.
 */
places_left: number, 
/**
 * It is the patient's usual doctor.
 */
usual_doctor: boolean, };
export type SlotSearchOver = { "over": "usual_doctor" } | { "over": "doctor", 
/**
 * Which.
 */
doctor_id: DoctorId, } | { "over": "specialty", 
/**
 * Which.
 */
specialty_id: SpecialtyId, } | { "over": "anyone" };
export type SlotSearch = { 
/**
 * For whom; their usual doctor comes first and their own visits count as taken.
 */
patient_id: PatientId | null, 
/**
 * Over whom.
 */
over: SlotSearchOver, 
/**
 * Only here, when given.
 */
location_id: LocationId | null, 
/**
 * Only while this room is free; it is taken instead of that of the hours.
 */
room_id: RoomId | null, 
/**
 * Only while these devices are free.
 */
device_ids: Array<DeviceId>, 
/**
 * In person or video.
 */
visit_kind: VisitKind, 
/**
 * How long; each doctor's own slot length when none is given.
 */
minutes: number | null, 
/**
 * How soon they must be seen: reserves for emergencies are offered to those who must soon. Regular when none is given.
 */
priority?: Priority, 
/**
 * First date looked at, on the location's wall; today when none is given. `2026-11-21`.
 */
from_on: string | null, 
/**
 * How many days are looked at, 1 to 92.
 */
days: number, 
/**
 * How many slots are wanted, 1 to 200.
 */
limit: number, };
export type DaySheet = { 
/**
 * The civil date shown.
 */
date: string, 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * A column for each doctor asked for, in the order asked for (by name when none was).
 */
columns: Array<DoctorDay>, };
export type DoctorDay = { 
/**
 * Whose.
 */
doctor_id: DoctorId, 
/**
 * The civil date.
 */
date: string, 
/**
 * The doctor's name.
 */
doctor_name: string, 
/**
 * The names of the doctor's specialties.
 */
specialties: Array<string>, 
/**
 * The hours of the day.
 */
windows: Array<OpenWindow>, 
/**
 * Away on this day.
 */
time_off: Array<TimeOffView>, 
/**
 * Time kept for something else on this day, by start.
 */
blocks: Array<BlockView>, 
/**
 * The names of the holidays that this day is for the doctor or a place where they would have worked.
 */
holidays: Array<string>, 
/**
 * The day's visits by start, cancelled and missed ones too.
 */
appointments: Array<AppointmentView>, };
export type DaySheetRequest = { 
/**
 * First date, `2026-11-21`.
 */
date: string, 
/**
 * How many days, 1 to 42; 1 is the day sheet, 7 the week.
 */
days: number, 
/**
 * Only these doctors, in this order; every active doctor when empty.
 */
doctor_ids: Array<DoctorId>, 
/**
 * Only hours and visits at this location, when given.
 */
location_id: LocationId | null, };
export type Frequency = "daily" | "weekly" | "monthly";
export type MonthDay = { "by": "day", 
/**
 * 1 to 31; -1 is the last day.
 */
day: number, } | { "by": "weekday", 
/**
 * 1 to 5; -1 is the last.
 */
nth: number, 
/**
 * ISO 8601: 1 is Monday.
 */
weekday: number, };
export type SeriesEnd = { "ends": "after", 
/**
 * 1 to 104.
 */
count: number, } | { "ends": "until", 
/**
 * `2027-03-01`.
 */
on: string, };
export type SeriesPattern = { 
/**
 * In steps of what.
 */
frequency: Frequency, 
/**
 * Every how many of them, 1 to 99.
 */
interval: number, 
/**
 * On which weekdays (ISO 8601), for daily and weekly series; the first visit's own when empty.
 */
weekdays: Array<number>, 
/**
 * On which day, for monthly series; the first visit's own when none is given.
 */
month_day: MonthDay | null, 
/**
 * Until when.
 */
end: SeriesEnd, 
/**
 * Dates that are left out (RFC 5545 EXDATE).
 */
except_on: Array<string>, };
export type OccurrenceElsewhere = { 
/**
 * The date that the rule gives.
 */
on: string, 
/**
 * With whom.
 */
doctor_id: DoctorId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * When.
 */
at: string, };
export type SeriesRequest = { 
/**
 * Made by the workstation: sending the same one again books once.
 */
series_id: SeriesId, 
/**
 * Who comes.
 */
patient_id: PatientId, 
/**
 * To whom.
 */
doctor_id: DoctorId, 
/**
 * Where.
 */
location_id: LocationId, 
/**
 * In person or video.
 */
visit_kind: VisitKind, 
/**
 * The first date and the time of day, on the location's wall clock.
 */
starts_local: string, 
/**
 * How long; the slot length of the doctor's hours when none is given.
 */
minutes: number | null, 
/**
 * Why, in the desk's words; at most 500 characters.
 */
reason: string, 
/**
 * How soon.
 */
priority: Priority, 
/**
 * Why occurrences may lie outside the hours, by someone who may say so.
 */
override_reason: string | null, 
/**
 * By which rule.
 */
pattern: SeriesPattern, 
/**
 * Occurrences that take another time.
 */
elsewhere: Array<OccurrenceElsewhere>, };
export type SeriesCheck = { 
/**
 * The rule as RFC 5545 writes it.
 */
rule: string, 
/**
 * Every date the rule gives, in order; those left out too.
 */
occurrences: Array<PlannedVisit>, };
export type SeriesView = { 
/**
 * Its id.
 */
id: SeriesId, 
/**
 * The rule it was booked by, as RFC 5545 writes it.
 */
rule: string, 
/**
 * Its occurrences in their order, cancelled ones too.
 */
visits: Array<AppointmentView>, };
export type SeriesPlace = { 
/**
 * Which series.
 */
series_id: SeriesId, 
/**
 * Which occurrence, from 1 on.
 */
number: number, 
/**
 * Of how many that were booked.
 */
of: number, 
/**
 * It is no longer as the series was booked: it was moved or called off by itself or with others.
 */
changed: boolean, };
export type PlannedVisit = { 
/**
 * The visit, when it is booked already.
 */
appointment_id: AppointmentId | null, 
/**
 * Its place in what was asked, from 1 on.
 */
number: number, 
/**
 * The date asked for; of an occurrence the date that its rule gives.
 */
on: string, 
/**
 * Who comes, `Family, Given`.
 */
patient_name: string, 
/**
 * To whom it would go.
 */
doctor_id: DoctorId, 
/**
 * That doctor's name.
 */
doctor_name: string, 
/**
 * Where it would be.
 */
location_id: LocationId, 
/**
 * When it would begin, on the location's wall clock.
 */
starts_local: string, 
/**
 * Whether it can be so.
 */
standing: PlanStanding, };
export type PlanStanding = { "standing": "free", 
/**
 * Start, UTC.
 */
starts_at: string, 
/**
 * End on the location's wall clock.
 */
ends_local: string, } | { "standing": "refused", 
/**
 * Why.
 */
refusal: Refusal, 
/**
 * The nearest free times: of the same day, then of days around it.
 */
alternatives: Array<SlotOffer>, } | { "standing": "skipped" };
export type VisitMove = { 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * To whom; the same doctor when none is given.
 */
doctor_id: DoctorId | null, 
/**
 * Where; as the new hours have it when none is given.
 */
location_id: LocationId | null, 
/**
 * When.
 */
starts: RequestedTime, 
/**
 * How long; as before when none is given.
 */
minutes: number | null, 
/**
 * Why it lies outside the hours.
 */
override_reason: string | null, };
export type MoveTogether = { 
/**
 * The write's id; also what names it when it is taken back.
 */
request_id: RequestId, 
/**
 * 1 to 200 visits, each once.
 */
visits: Array<VisitMove>, 
/**
 * The series that they are changed as occurrences of.
 */
series_id: SeriesId | null, };
export type VisitSeen = { 
/**
 * Which visit.
 */
appointment_id: AppointmentId, 
/**
 * The version on the screen.
 */
row_version: number, };
export type CancelTogether = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * 1 to 200 visits, each once.
 */
visits: Array<VisitSeen>, 
/**
 * Why, 1 to 200 characters.
 */
reason: string, 
/**
 * The series that they are cancelled as occurrences of.
 */
series_id: SeriesId | null, };
export type SwapVisits = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * One of them.
 */
one: VisitSeen, 
/**
 * The other.
 */
other: VisitSeen, };
export type TakeBack = { 
/**
 * The write's id. Taking that one back does the first one again.
 */
request_id: RequestId, 
/**
 * The write that is taken back.
 */
of: RequestId, };
export type EarlierPlace = { 
/**
 * With whom.
 */
doctor_name: string, 
/**
 * Where.
 */
location_name: string, 
/**
 * Start, on that location's wall clock.
 */
starts_local: string, 
/**
 * Length in minutes.
 */
minutes: number, 
/**
 * When it was moved away from there.
 */
moved_at: string, 
/**
 * By whom; none for the command line.
 */
moved_by: string | null, };
export type NoteContent = { 
/**
 * What the patient tells.
 */
subjective: string, 
/**
 * What is found.
 */
objective: string, 
/**
 * What it is.
 */
assessment: string, 
/**
 * What is done about it.
 */
plan: string, 
/**
 * Vital signs as typed.
 */
vitals: Vitals, 
/**
 * When the patient should come again.
 */
follow_up: FollowUp, };
export type Vitals = { 
/**
 * mmHg, 40 to 300.
 */
systolic_mmhg: string, 
/**
 * mmHg, 20 to 200, below systolic.
 */
diastolic_mmhg: string, 
/**
 * Beats per minute, 20 to 300.
 */
pulse_per_minute: string, 
/**
 * Breaths per minute, 4 to 80.
 */
breaths_per_minute: string, 
/**
 * °C, 30.0 to 45.0.
 */
temperature_celsius: string, 
/**
 * %, 50 to 100.
 */
oxygen_saturation_percent: string, 
/**
 * kg, 0.3 to 500.
 */
weight_kg: string, 
/**
 * cm, 20 to 260.
 */
height_cm: string, };
export type FollowUp = { 
/**
 * They should.
 */
wanted: boolean, 
/**
 * In how many days, 1 to 730; typed, may be empty.
 */
in_days: string, 
/**
 * What for, at most 500 characters.
 */
what_for: string, };
export type ConsultationStatus = "draft" | "completed";
export type MayStart = "nothing" | "today" | "any_day";
export type OpenConsultation = { 
/**
 * The write's id (opening a chart is an event).
 */
request_id: RequestId, 
/**
 * The visit.
 */
appointment_id: AppointmentId, 
/**
 * Made by the workstation, used if the visit has no consultation yet.
 */
consultation_id: ConsultationId, 
/**
 * What the opening may start.
 */
may_start: MayStart, };
export type TakeStartBack = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which.
 */
consultation_id: ConsultationId, 
/**
 * The version on the screen.
 */
row_version: number, };
export type SaveNote = { 
/**
 * The write's id.
 */
request_id: RequestId, 
/**
 * Which.
 */
consultation_id: ConsultationId, 
/**
 * The version on the screen.
 */
row_version: number, 
/**
 * All of it.
 */
content: NoteContent, };
export type NoteSaved = { 
/**
 * The version to name in the next save.
 */
row_version: number, 
/**
 * When the server had it.
 */
saved_at: string, };
export type ConsultationView = { 
/**
 * Its id.
 */
id: ConsultationId, 
/**
 * Its visit.
 */
appointment: AppointmentView, 
/**
 * Where it stands.
 */
status: ConsultationStatus, 
/**
 * The note.
 */
content: NoteContent, 
/**
 * Body mass index, kg/m², one decimal, where weight and height are there.
 */
body_mass_index: string | null, 
/**
 * When the draft was last saved.
 */
saved_at: string, 
/**
 * Who saved it last.
 */
saved_by: string, 
/**
 * When it was completed.
 */
completed_at: string | null, 
/**
 * The version to name in the next save.
 */
row_version: number, };
export type HistoryRequest = { 
/**
 * The write's id (opening a chart is an event).
 */
request_id: RequestId, 
/**
 * Whose.
 */
patient_id: PatientId, };
export type PastVisit = { 
/**
 * The visit.
 */
appointment_id: AppointmentId, 
/**
 * Its date on the location's wall.
 */
starts_local: string, 
/**
 * The doctor.
 */
doctor_name: string, 
/**
 * The desk's words.
 */
reason: string, 
/**
 * The completed note.
 */
note: NoteContent | null, 
/**
 * When it was completed.
 */
completed_at: string | null, };
export type MyDay = { 
/**
 * The date.
 */
date: string, 
/**
 * The server's present instant.
 */
now_at: string, 
/**
 * The day's visits by start; cancelled ones are left out.
 */
appointments: Array<AppointmentView>, };
export type MyDayRequest = { 
/**
 * The date, `2026-11-21`; today at the doctor's location when empty.
 */
date: string, };
export type AuditView = { 
/**
 * Its id: the write's request id.
 */
id: string, 
/**
 * When, by the server's clock.
 */
at: string, 
/**
 * Who, or the tool.
 */
actor: string, 
/**
 * Their id, where somebody was signed in.
 */
actor_id: UserId | null, 
/**
 * Where.
 */
workstation: string, 
/**
 * What, e.g. `appointment_booked`.
 */
action: string, 
/**
 * What kind of record.
 */
subject_kind: string, 
/**
 * Which record.
 */
subject_id: string, 
/**
 * The patient concerned, `Family, Given`.
 */
patient: string | null, 
/**
 * Their id.
 */
patient_id: PatientId | null, };
export type AuditSearch = { 
/**
 * Events before this one, for the next page.
 */
before_at: string | null, 
/**
 * Only what this person did.
 */
actor_id: UserId | null, 
/**
 * Only events of this kind, e.g. `appointment_booked`.
 */
action: string | null, 
/**
 * Only what concerns this patient.
 */
patient_id: PatientId | null, 
/**
 * Also the drafts of notes, which save themselves and would be most of the log.
 */
drafts: boolean, 
/**
 * How many, 1 to 200.
 */
limit: number, };
export type FeedWatch = { 
/**
 * Calendar lanes shown (`DoctorView::resource_id`), 500 at most.
 */
resource_ids: Array<number>, 
/**
 * First civil date shown, `2026-11-21`; empty when no calendar is.
 */
from_on: string, 
/**
 * Last civil date shown.
 */
to_on: string, 
/**
 * Topics shown: `patients`, `clinic` (doctors, specialties, locations, rooms), `availability`, `users`,
 * `consultation:<id>`.
 */
topics: Array<string>, };
export type FeedEvent = { "state": "online", 
/**
 * Lanes of which a shown day changed.
 */
resource_ids: Array<number>, 
/**
 * Topics that changed.
 */
topics: Array<string>, 
/**
 * The server came back: read everything shown again.
 */
returned: boolean, } | { "state": "offline", 
/**
 * Why.
 */
cause: OfflineCause, };
export type SetupState = { "stage": "choose", 
/**
 * The database server program found on this computer, or none.
 */
server_program: string | null, } | { "stage": "needs_password", 
/**
 * Which server.
 */
server: ServerSummary, } | { "stage": "ready", 
/**
 * Which server.
 */
server: ServerSummary, 
/**
 * Accounts of the demo clinic, to try with; none on a real clinic.
 */
demo_accounts: Array<DemoAccount>, } | { "stage": "failed", 
/**
 * Which server.
 */
server: ServerSummary, 
/**
 * Why.
 */
error: ClinicError, };
export type ServerSummary = { 
/**
 * Private to this computer.
 */
private: boolean, 
/**
 * `host:port`, or the folder of a private one.
 */
address: string, };
export type DemoAccount = { 
/**
 * E-mail.
 */
email: string, 
/**
 * Password, the same for all: it is a demo.
 */
password: string, 
/**
 * Name.
 */
name: string, 
/**
 * Role.
 */
role: Role, };
export type JoinServer = { 
/**
 * Host name or address.
 */
host: string, 
/**
 * 1 to 65535; 3306 as a rule.
 */
port: number, 
/**
 * The database's name.
 */
database: string, 
/**
 * The workstation's database account.
 */
user: string, 
/**
 * Its password; kept in the system's keyring, or asked at each start where there is none.
 */
password: string, 
/**
 * The clinic's certificate authority, PEM text; the system's authorities when empty.
 */
ca_pem: string, };
export type ServerPassword = { 
/**
 * The database account's password.
 */
password: string, };
export type Progress = { 
/**
 * What is being done.
 */
doing: SetupStep, 
/**
 * 0 to 100.
 */
percent: number, };
export type SetupStep = "initialise_server" | "start_server" | "connect" | "migrate" | "seed_demo";

export interface Commands {
  setup_state: { request: null; answer: SetupState };
  setup_try_private: { request: null; answer: SetupState };
  setup_join: { request: JoinServer; answer: SetupState };
  setup_server_password: { request: ServerPassword; answer: SetupState };
  setup_forget_server: { request: null; answer: SetupState };
  users_sign_in: { request: SignIn; answer: SessionView };
  users_current_session: { request: null; answer: SessionView | null };
  users_touch: { request: null; answer: null };
  users_lock: { request: null; answer: null };
  users_unlock: { request: Unlock; answer: SessionView };
  users_sign_out: { request: null; answer: null };
  users_change_password: { request: ChangePassword; answer: SessionView };
  users_list: { request: null; answer: Array<UserView> };
  users_add: { request: AddUser; answer: UserView };
  users_update: { request: UpdateUser; answer: UserView };
  audit_list: { request: AuditSearch; answer: Array<AuditView> };
  patients_search: { request: PatientSearch; answer: Array<PatientHit> };
  patients_get: { request: PatientId; answer: PatientView };
  patients_likely_duplicates: { request: DuplicateSearch; answer: Array<LikelyDuplicate> };
  patients_register: { request: RegisterPatient; answer: PatientView };
  patients_update: { request: UpdatePatient; answer: PatientView };
  doctors_list: { request: null; answer: Array<DoctorView> };
  doctors_add: { request: AddDoctor; answer: DoctorView };
  doctors_update: { request: UpdateDoctor; answer: DoctorView };
  specialties_list: { request: null; answer: Array<SpecialtyView> };
  locations_list: { request: null; answer: Array<LocationView> };
  locations_save: { request: SaveLocation; answer: LocationView };
  locations_save_room: { request: SaveRoom; answer: RoomView };
  locations_save_device: { request: SaveDevice; answer: DeviceView };
  settings_get: { request: null; answer: SettingsView };
  settings_save: { request: SaveSettings; answer: SettingsView };
  availability_get: { request: DoctorId; answer: AvailabilityView };
  availability_set_weekly_hours: { request: SetWeeklyHours; answer: AvailabilityView };
  availability_set_dated_hours: { request: SetDatedHours; answer: AvailabilityView };
  availability_enter_time_off: { request: TimeOffRequest; answer: TimeOffEntered };
  availability_withdraw_time_off: { request: WithdrawTimeOff; answer: AvailabilityView };
  availability_add_blocks: { request: AddBlocks; answer: Array<BlockView> };
  availability_change_block: { request: ChangeBlock; answer: BlockView };
  availability_remove_blocks: { request: NameBlocks; answer: null };
  availability_restore_blocks: { request: NameBlocks; answer: Array<BlockView> };
  availability_holidays: { request: null; answer: Array<HolidayView> };
  availability_save_holiday: { request: SaveHoliday; answer: Array<HolidayView> };
  availability_remove_holiday: { request: RemoveHoliday; answer: Array<HolidayView> };
  appointments_day_sheet: { request: DaySheetRequest; answer: DaySheet };
  appointments_free_slots: { request: SlotSearch; answer: Array<SlotOffer> };
  appointments_of_patient: { request: PatientId; answer: Array<AppointmentView> };
  appointments_list: { request: VisitListRequest; answer: VisitList };
  appointments_week: { request: CalendarRequest; answer: Week };
  appointments_month: { request: CalendarRequest; answer: Month };
  appointments_wall: { request: WallRequest; answer: Wall };
  appointments_saved_views: { request: null; answer: Array<SavedView> };
  appointments_save_view: { request: SaveView; answer: Array<SavedView> };
  appointments_forget_view: { request: ForgetView; answer: Array<SavedView> };
  appointments_get: { request: AppointmentId; answer: AppointmentView };
  appointments_by_reference: { request: FindVisit; answer: AppointmentView };
  appointments_book: { request: BookingRequest; answer: AppointmentView };
  appointments_reschedule: { request: RescheduleRequest; answer: AppointmentView };
  appointments_undo_move: { request: UndoMoveRequest; answer: AppointmentView };
  appointments_cancel: { request: CancelRequest; answer: AppointmentView };
  appointments_step: { request: StepRequest; answer: AppointmentView };
  appointments_check_series: { request: SeriesRequest; answer: SeriesCheck };
  appointments_book_series: { request: SeriesRequest; answer: SeriesView };
  appointments_series: { request: SeriesId; answer: SeriesView };
  appointments_check_moves: { request: MoveTogether; answer: Array<PlannedVisit> };
  appointments_move_together: { request: MoveTogether; answer: Array<AppointmentView> };
  appointments_swap: { request: SwapVisits; answer: Array<AppointmentView> };
  appointments_cancel_together: { request: CancelTogether; answer: Array<AppointmentView> };
  appointments_take_back: { request: TakeBack; answer: Array<AppointmentView> };
  appointments_earlier_places: { request: AppointmentId; answer: Array<EarlierPlace> };
  appointments_propose_moves: { request: TimeOffId; answer: MoveProposals };
  appointments_rooms_for: { request: AppointmentId; answer: Array<RoomChoice> };
  appointments_assign_room: { request: AssignRoom; answer: AppointmentView };
  consultations_my_day: { request: MyDayRequest; answer: MyDay };
  consultations_open: { request: OpenConsultation; answer: ConsultationView };
  consultations_take_start_back: { request: TakeStartBack; answer: AppointmentView };
  consultations_save_draft: { request: SaveNote; answer: NoteSaved };
  consultations_complete: { request: SaveNote; answer: ConsultationView };
  consultations_history: { request: HistoryRequest; answer: Array<PastVisit> };
  feed_watch: { request: FeedWatch; answer: null };
}
