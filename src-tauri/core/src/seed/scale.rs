//! A clinic of any size, to measure with: patients who can be searched, doctors with hours, and visits of a quarter of an
//! hour that fill those hours, up to six weeks ahead and as far back as it takes. No two overlap, and each holds its cells.
//!
//! Visits are made by the server from numbers, a doctor at a time: a million of them never cross the wire. The place is in
//! UTC, so that the server converts no time of a wall clock.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use serde_json::json;
use sqlx::mysql::MySqlConnection;

use super::random::Chance;
use crate::access::Actor;
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::hours::{Slotting, Stretch, WeeklyRow};
use crate::availability::model::HoursKind;
use crate::availability::store::insert_weekly;
use crate::bulk::{self, NewPatient};
use crate::clinic::Clinic;
use crate::doctors::model::Doctor;
use crate::error::{ClinicError, Outcome};
use crate::ids::{DoctorId, LocationId, PatientId, RequestId, ResourceId, SpecialtyId, WeeklyHoursId};
use crate::locations::model::Location;
use crate::money::Money;
use crate::patients::model::Gender;
use crate::patients::reference;
use crate::tx::WriteTx;
use crate::{doctors, locations};

/// Patients a transaction.
const PATIENTS: usize = 5_000;

/// Patients whose cells are written in one statement, in the order of the key.
const LANES: usize = 2_000;

const SPECIALTIES: [&str; 5] = ["General practice", "Paediatrics", "Dermatology", "Cardiology", "Gynaecology"];

/// The most visits of one doctor: the quarters of an hour they are chosen from are numbered with five digits.
const MOST_OF_ONE: usize = 60_000;

/// The most weeks ahead that have visits; fewer where that would be more than half of them.
const WEEKS_AHEAD: usize = 6;

/// Fills an empty clinic with this many patients and appointments, over 100 doctors, 10 for up to 20,000 appointments
/// and one for every 50,000 beyond five million, when `doctor_count` is not said. `progress` hears percents.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when the clinic is not empty, or the numbers make no clinic: more appointments than
/// its doctors have time for, or fewer patients than doctors (two doctors would see one patient at once).
pub async fn scale(
    clinic: &Clinic,
    patients: usize,
    appointments: usize,
    doctor_count: Option<usize>,
    progress: &mut (dyn FnMut(u8) + Send),
) -> Outcome<()> {
    let doctor_count = doctor_count.unwrap_or(doctors_for(appointments)).max(1);
    let refused = |detail: &str| Err(ClinicError::Inconsistent { detail: detail.to_owned() });
    if appointments / doctor_count > MOST_OF_ONE {
        return refused("more doctors are needed: one has time for 60,000 appointments");
    }
    if patients > reference::COUNT as usize || patients < doctor_count {
        return refused("at least as many patients as doctors are needed, and 28 million at most");
    }
    super::check_empty(clinic).await?;
    let mut seed = Seeder {
        clinic,
        actor: Actor::system("seed"),
        chance: Chance::new(0x5CA1E),
        now: clinic.now(),
        patients,
        doctors: doctor_count,
    };
    let staff = seed.staff().await?;
    let (first, step) = seed.people(|part| progress(part / 4)).await?;
    let share = |number: usize| appointments / doctor_count + usize::from(number < appointments % doctor_count);
    let mut before = 0;
    for (number, doctor) in staff.doctors.iter().enumerate() {
        seed.visits_of(&staff, number, *doctor, share(number), before, (first, step)).await?;
        before += share(number);
        progress(percent(25, 60, number + 1, doctor_count));
    }
    let lanes = patients.min(appointments.max(1));
    for chunk in 0..lanes.div_ceil(LANES) {
        seed.cells_of_patients(first, step, chunk * LANES, ((chunk + 1) * LANES).min(patients)).await?;
        progress(percent(60, 100, chunk + 1, lanes.div_ceil(LANES)));
    }
    progress(100);
    Ok(())
}

fn doctors_for(appointments: usize) -> usize {
    if appointments <= 20_000 { 10 } else { appointments.div_ceil(50_000).max(100) }
}

fn percent(from: usize, to: usize, done: usize, of: usize) -> u8 {
    u8::try_from(from + (to - from) * done / of.max(1)).unwrap_or(100)
}

struct Seeder<'a> {
    clinic: &'a Clinic,
    actor: Actor,
    chance: Chance,
    now: DateTime<Utc>,
    patients: usize,
    doctors: usize,
}

struct Staff {
    location: LocationId,
    doctors: Vec<(DoctorId, ResourceId)>,
}

impl Seeder<'_> {
    async fn open(&self) -> Outcome<(WriteTx, RequestId)> {
        let request = RequestId::fresh();
        let mut write = self.clinic.write(&self.actor, request).await?;
        // Made from numbers, the rows are right; checking millions of them against their parents would take longer than
        // writing them. Undone by `close`.
        sqlx::query("set session foreign_key_checks = 0, unique_checks = 0").execute(write.connection()).await?;
        Ok((write, request))
    }

    async fn close(&self, (mut write, request): (WriteTx, RequestId), what: &str, topic: &str) -> Outcome<()> {
        sqlx::query("set session foreign_key_checks = 1, unique_checks = 1").execute(write.connection()).await?;
        write.touch_topic(topic);
        let event = AuditEvent::about(AuditAction::Imported, "clinic", request.0);
        write.commit(event.detail(json!({ "scale": what }))).await
    }

    async fn staff(&mut self) -> Outcome<Staff> {
        let mut open = self.open().await?;
        let connection = open.0.connection();
        let location = LocationId(self.chance.id(self.now));
        let place = Location {
            name: "Measuring House".into(),
            address: String::new(),
            phone: String::new(),
            what_to_bring: String::new(),
            time_zone: "UTC".into(),
            active: true,
            opening_hours: Vec::new(),
        };
        locations::store::insert(connection, location, &place).await?;
        let specialties: Vec<SpecialtyId> = SPECIALTIES.iter().map(|_| SpecialtyId(self.chance.id(self.now))).collect();
        for (id, name) in specialties.iter().zip(SPECIALTIES) {
            doctors::store::insert_specialty(connection, *id, name).await?;
        }
        let mut made = Vec::new();
        let mut weeks = Vec::new();
        for number in 0..self.doctors {
            let id = DoctorId(self.chance.id(self.now));
            let doctor = Doctor {
                name: format!("Dr {} {}", given_name(&mut self.chance), family_name(&mut self.chance)),
                email: None,
                phone: String::new(),
                bio: String::new(),
                licence_number: format!("SCALE-{number:05}"),
                licence_expires_on: None,
                practising_since: None,
                fee: Money::parse("fee", "80", "USD")?,
                slot_minutes: 15,
                specialty_ids: vec![specialties[number % specialties.len()]],
                new_specialties: Vec::new(),
                active: true,
            };
            made.push((id, doctors::store::insert(connection, id, &doctor).await?));
            weeks.extend((1..=5).map(|weekday| (id, self.hours(weekday, location))));
        }
        for some in weeks.chunks(500) {
            insert_weekly(connection, &some.iter().map(|(id, row)| (*id, row)).collect::<Vec<_>>()).await?;
        }
        open.0.touch_topic("availability");
        self.close(open, "doctors", "clinic").await?;
        Ok(Staff { location, doctors: made })
    }

    fn hours(&mut self, weekday: u8, location_id: LocationId) -> WeeklyRow {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        WeeklyRow {
            id: WeeklyHoursId(self.chance.id(self.now)),
            weekday,
            stretch: Stretch { location_id, room_id: None, from: at(8), to: at(17) },
            slotting: Slotting { slot_minutes: None, kind: HoursKind::Both, capacity: 1 },
            valid_from: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(),
            valid_to: None,
        }
    }

    /// Adds the patients; the number of the first one's lane, and the step from one to the next.
    async fn people(&mut self, mut progress: impl FnMut(u8)) -> Outcome<(u32, u32)> {
        let mut lanes: Vec<u32> = Vec::with_capacity(self.patients);
        while lanes.len() < self.patients {
            let count = PATIENTS.min(self.patients - lanes.len());
            let people: Vec<NewPatient> = (0..count).map(|place| self.person(lanes.len() + place)).collect();
            let mut open = self.open().await?;
            let made = bulk::insert_patients(open.0.connection(), &people).await?;
            self.close(open, "patients", "patients").await?;
            lanes.extend(made.into_iter().map(|lane| lane.0));
            progress(percent(0, 100, lanes.len(), self.patients));
        }
        let first = lanes.first().copied().unwrap_or(0);
        let step = lanes.get(1).map_or(1, |second| second - first);
        let even =
            lanes.iter().enumerate().all(|(place, lane)| *lane as usize == first as usize + place * step as usize);
        if even {
            Ok((first, step))
        } else {
            Err(ClinicError::Inconsistent { detail: "somebody else registered patients meanwhile".into() })
        }
    }

    fn person(&mut self, number: usize) -> NewPatient {
        let days = 200 + self.chance.below(90 * 365) as i64;
        let (area, line) = (201 + self.chance.below(780), self.chance.below(10_000));
        NewPatient {
            id: PatientId(self.chance.id(self.now)),
            reference: reference::of(number as u32),
            family_name: family_name(&mut self.chance),
            given_name: given_name(&mut self.chance),
            birth_date: self.now.date_naive() - Duration::days(days),
            birth_date_estimated: false,
            gender: if self.chance.percent(50) { Gender::Female } else { Gender::Male },
            email: None,
            phone: format!("+1{area}555{line:04}"),
            address: String::new(),
            usual_doctor_id: None,
            deceased_on: None,
            external_id: None,
        }
    }

    /// The visits of one doctor and the cells of the doctor's lane.
    async fn visits_of(
        &self,
        staff: &Staff,
        number: usize,
        (doctor, lane): (DoctorId, ResourceId),
        count: usize,
        before: usize,
        (first, step): (u32, u32),
    ) -> Outcome<()> {
        let today = self.now.date_naive();
        let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
        // A working day to come holds 22.
        let weeks_ahead = (count / 2 / (5 * 22)).clamp(1, WEEKS_AHEAD);
        let mut open = self.open().await?;
        let connection = open.0.connection();
        insert_visits(
            connection,
            &Batch {
                doctor,
                location: staff.location,
                last_monday: monday + Duration::weeks(weeks_ahead as i64),
                now: self.now,
                number,
                doctors: self.doctors,
                patients: self.patients,
                first,
                step,
                count,
                before,
            },
        )
        .await?;
        sqlx::query(
            "insert into appointment_cells (resource_id, cell_start, seat, appointment_id) \
             select ?, date_add(a.starts_at, interval 5 * c.n minute), 0, a.id from appointments a \
             cross join (select 0 n union all select 1 union all select 2) c \
             where a.doctor_id = ? and a.status not in ('cancelled', 'no_show') order by a.starts_at, c.n",
        )
        .bind(lane)
        .bind(doctor)
        .execute(&mut *connection)
        .await?;
        self.close(open, "visits of a doctor", "patients").await
    }

    /// The cells of the patients' lanes from the place `from` up to `to`, in the order of the key.
    async fn cells_of_patients(&self, first: u32, step: u32, from: usize, to: usize) -> Outcome<()> {
        let lane = |place: usize| u64::from(first) + place as u64 * u64::from(step);
        let mut open = self.open().await?;
        sqlx::query(
            "insert into appointment_cells (resource_id, cell_start, seat, appointment_id) \
             select p.resource_id, date_add(a.starts_at, interval 5 * c.n minute), 0, a.id from patients p \
             join appointments a on a.patient_id = p.id \
             cross join (select 0 n union all select 1 union all select 2) c \
             where p.resource_id >= ? and p.resource_id < ? and a.status not in ('cancelled', 'no_show') \
             order by p.resource_id, a.starts_at, c.n",
        )
        .bind(lane(from))
        .bind(lane(to))
        .execute(open.0.connection())
        .await?;
        self.close(open, "cells of patients", "patients").await
    }
}

/// One doctor's visits, as the statement below needs them.
struct Batch {
    doctor: DoctorId,
    location: LocationId,
    last_monday: NaiveDate,
    now: DateTime<Utc>,
    number: usize,
    doctors: usize,
    patients: usize,
    first: u32,
    step: u32,
    count: usize,
    before: usize,
}

/// Numbers the quarters of an hour of working days from the last Friday backwards, keeps 28 of a day's 36 (22 of a day to
/// come), and makes a visit of each. `t` is the number of the quarter: the patient of a quarter and a doctor is
/// `t × doctors + doctor`, so no patient is with two doctors at once. The reference is `appointments::reference::of`.
async fn insert_visits(connection: &mut MySqlConnection, batch: &Batch) -> Outcome<()> {
    let quarters = batch.count / 22 * 36 + 72;
    sqlx::query(
        "insert into appointments (id, reference, patient_id, doctor_id, location_id, kind, status, starts_at, ends_at, \
         reason, fee, currency, confirmed_at, arrived_at, started_at, completed_at, no_show_at, cancelled_at, \
         cancellation_reason) \
         select unhex(concat(lpad(hex(? + v.place), 12, '0'), '7000', '8000', lpad(hex(v.place), 12, '0'))), \
         if(v.place < 6436343, concat(mid(v.letters, 1 + v.a, 1), mid(v.letters, 1 + v.b, 1), mid(v.letters, 1 + v.c, 1), '-', \
         mid(v.letters, 1 + v.d, 1), mid(v.letters, 1 + v.e, 1), \
         mid(v.letters, 1 + mod(v.a + 2 * v.b + 3 * v.c + 4 * v.d + 5 * v.e, 23), 1)), \
         concat(mid(v.letters, 1 + v.a, 1), mid(v.letters, 1 + v.b, 1), mid(v.letters, 1 + v.c, 1), mid(v.letters, 1 + v.d, 1), \
         '-', mid(v.letters, 1 + v.e, 1), mid(v.letters, 1 + v.f, 1), mid(v.letters, 1 + v.g, 1), \
         mid(v.letters, 1 + mod(v.a + 2 * v.b + 3 * v.c + 4 * v.d + 5 * v.e + 6 * v.f + 7 * v.g, 23), 1))), \
         p.id, ?, ?, if(mod(v.place, 9) = 0, 'video', 'in_person'), v.status, v.starts_at, \
         date_add(v.starts_at, interval 15 minute), elt(1 + mod(v.place, 4), 'Check-up', 'Cough', 'Results', ''), 80, 'USD', \
         if(v.status = 'confirmed', date_sub(?, interval 1 day), null), \
         if(v.status = 'completed', date_sub(v.starts_at, interval 6 minute), null), \
         if(v.status = 'completed', v.starts_at, null), \
         if(v.status = 'completed', date_add(v.starts_at, interval 14 minute), null), \
         if(v.status = 'no_show', date_add(v.starts_at, interval 15 minute), null), \
         if(v.status = 'cancelled', date_sub(least(v.starts_at, ?), interval 1 day), null), \
         if(v.status = 'cancelled', 'Patient called', null) \
         from (select w.*, mod(w.rest, 23) a, mod(w.rest div 23, 23) b, mod(w.rest div 529, 23) c, \
         mod(w.rest div 12167, 23) d, mod(w.rest div 279841, 23) e, \
         mod(w.rest div 6436343, 23) f, mod(w.rest div 148035889, 23) g, '34679ACDEFGHJKMNPQRTWXY' letters, \
         case when w.chosen < 7 then 'cancelled' when w.starts_at < ? and w.chosen < 12 then 'no_show' \
         when w.starts_at < ? then 'completed' when w.chosen < 40 then 'confirmed' else 'scheduled' end status \
         from (select s.t, s.starts_at, s.place, \
         if(s.place < 6436343, mod(s.place * 2654435761, 6436343), \
         mod((s.place - 6436343) * 2654435761, 3404825447)) rest, mod(s.t * 31 + ? * 17, 100) chosen \
         from (select q.t, q.starts_at, cast(? as signed) + row_number() over (order by q.t) - 1 place \
         from (select n.t, date_add(date_add(date_sub(?, interval 7 * (n.t div 180) day), \
         interval 4 - mod(n.t div 36, 5) day), interval 480 + 15 * (35 - mod(n.t, 36)) minute) starts_at, \
         mod(mod(n.t, 36) * 5 + (n.t div 36) * 3 + ? * 11, 36) pattern \
         from (select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n t \
         from (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 \
         union all select 6 union all select 7 union all select 8 union all select 9) a \
         cross join (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 \
         union all select 6 union all select 7 union all select 8 union all select 9) b \
         cross join (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 \
         union all select 6 union all select 7 union all select 8 union all select 9) c \
         cross join (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 \
         union all select 6 union all select 7 union all select 8 union all select 9) d \
         cross join (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 \
         union all select 6 union all select 7 union all select 8 union all select 9) e where e.n <= ?) n where n.t < ?) q \
         where q.pattern < if(q.starts_at > ?, 22, 28) order by q.t limit ?) s) w) v \
         join patients p on p.resource_id = ? + ? * mod(v.t * ? + ?, ?) order by v.place",
    )
    .bind(batch.now.timestamp_millis())
    .bind(batch.doctor)
    .bind(batch.location)
    .bind(batch.now.naive_utc())
    .bind(batch.now.naive_utc())
    .bind(batch.now.naive_utc())
    .bind(batch.now.naive_utc())
    .bind(batch.number as u64)
    .bind(batch.before as u64)
    .bind(batch.last_monday.and_time(NaiveTime::MIN))
    .bind(batch.number as u64)
    .bind((quarters / 10_000) as u64)
    .bind(quarters as u64)
    .bind(batch.now.naive_utc())
    .bind(batch.count as u64)
    .bind(batch.first)
    .bind(batch.step)
    .bind(batch.doctors as u64)
    .bind(batch.number as u64)
    .bind(batch.patients as u64)
    .execute(connection)
    .await?;
    Ok(())
}

const ONSETS: [&str; 20] =
    ["B", "Br", "D", "Dr", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "St", "T", "V", "W", "Z"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ee", "ou"];
const MIDDLES: [&str; 14] = ["l", "r", "n", "m", "nd", "rt", "ll", "ss", "k", "v", "b", "t", "st", "ng"];
const ENDS: [&str; 16] =
    ["son", "berg", "ez", "ov", "ski", "ton", "ley", "man", "a", "o", "er", "wick", "ford", "escu", "nen", "idis"];

/// A family name: some 36,000 of them, the common ones far more common than the rare ones.
fn family_name(chance: &mut Chance) -> String {
    [skewed(chance, &ONSETS), skewed(chance, &VOWELS), skewed(chance, &MIDDLES), skewed(chance, &ENDS)].concat()
}

/// A given name: some 2,000 of them.
fn given_name(chance: &mut Chance) -> String {
    const LAST: [&str; 6] = ["a", "o", "ie", "an", "el", "is"];
    [skewed(chance, &ONSETS), skewed(chance, &VOWELS[..5]), skewed(chance, &MIDDLES), skewed(chance, &LAST)].concat()
}

fn skewed<'a>(chance: &mut Chance, from: &[&'a str]) -> &'a str {
    let most = 1 + chance.below(from.len());
    from[chance.below(most)]
}
