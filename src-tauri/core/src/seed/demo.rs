//! The demo clinic: two locations, six doctors, three hundred patients and four weeks of visits, every status and edge
//! among them. It follows from a fixed seed, the hour it is made and the zone of its wall clock.
//!
//! *Today is alive whenever it is made.* Where a doctor's week has no hours around now — a Sunday, eleven at night — today
//! gets hours of its own (a date that differs, `Open day`) from four hours before now to four hours after, within the day.
//! So the waiting room has people in it, doctors have somebody with them, and there is a past and a future of today.

use std::collections::HashMap;

use serde_json::json;
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;
use zeroize::Zeroizing;

use super::demo_charts::charts;
use super::demo_hours::insert_hours;
use super::demo_interactions::insert_interactions;
use super::demo_notes::notes;
use super::demo_people::people;
use super::demo_prescriptions::{Prescriber, prescriptions};
use super::demo_records::records;
use super::demo_staff::{DOCTORS, doctors_accounts, insert_doctors, insert_house, licence_number, link_accounts};
use super::demo_texts::insert_texts;
use super::demo_visits::{Demo, Guest, visits};
use super::random::Chance;
use crate::access::{Actor, Role};
use crate::audit::{AuditAction, AuditEvent};
use crate::chart::bulk::insert_entries;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::consultations::bulk::insert_notes;
use crate::error::{ClinicError, Outcome};
use crate::ids::{DoctorId, RequestId, UserId};
use crate::keys::ClinicKeys;
use crate::prescriptions::bulk::insert_prescriptions;
use crate::records::bulk::insert_records;
use crate::setup::DemoAccount;
use crate::{bulk, keys, users};

/// The one password of every account of the demo. Public: nothing real is in there.
pub const PASSWORD: &str = "clinic-demo-2026";

/// The feed topic whose row says that a clinic is a demo.
const MARK: &str = "demo";

const PATIENTS: usize = 300;
const SEED: u64 = 0x00C1_141C;

/// The accounts of the demo clinic.
pub fn accounts() -> Vec<DemoAccount> {
    let account = |email: &str, name: &str, role| DemoAccount {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        name: name.to_owned(),
        role,
    };
    let desk = [
        account("reception@demo.clinic", "Robin Castellanos", Role::Receptionist),
        account("doctor@demo.clinic", DOCTORS[0].name, Role::Doctor),
        account("admin@demo.clinic", "Ingrid Vasquez-Thorne", Role::Administrator),
    ];
    let doctors = DOCTORS[1..].iter().map(|doctor| account(doctor.email, doctor.name, Role::Doctor));
    let kiosk = account("kiosk@demo.clinic", "Waiting-room kiosk", Role::Kiosk);
    desk.into_iter().chain(doctors).chain([kiosk]).collect()
}

/// Whether this clinic is a demo.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn is_demo(clinic: &Clinic) -> Outcome<bool> {
    let found: Option<i32> =
        sqlx::query_scalar("select 1 from topics where name = ?").bind(MARK).fetch_optional(clinic.read()).await?;
    Ok(found.is_some())
}

/// The zone of this computer's wall clock: a demo clinic stands where the computer does. UTC where the system does not say.
pub fn zone_of_this_computer() -> Zone {
    let name = iana_time_zone::get_timezone().unwrap_or_default();
    Zone::parse("time_zone", &name).unwrap_or(Zone::UTC)
}

/// Fills an empty clinic with the demo, in one transaction: all of it is there, or nothing. A clinic that is a demo already
/// stays as it is. `progress` hears percents.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError) when somebody or something is in the clinic already.
pub async fn fill(clinic: &Clinic, zone: Zone, mut progress: impl FnMut(u8)) -> Outcome<()> {
    if is_demo(clinic).await? {
        return Ok(());
    }
    super::check_empty(clinic).await?;
    progress(5);
    let hash = users::password::hash(clinic.password_cost, Zeroizing::new(PASSWORD.to_owned())).await?;
    progress(15);
    let mut chance = Chance::new(SEED);
    let now = clinic.now();
    let request = RequestId(chance.id(now));
    let mut write = clinic.write(&Actor::system("demo"), request).await?;
    let connection = write.connection();
    leave_idle_for(connection, "120").await?;

    let accounts = insert_accounts(connection, &mut chance, now, &hash).await?;
    let clinicians: Vec<UserId> = doctors_accounts(&accounts).take(DOCTORS.len()).collect();
    let keys = keys::seed(connection, &clinicians, PASSWORD, clinic.password_cost).await?;
    let house = insert_house(connection, &mut chance, now, zone).await?;
    let staff = insert_doctors(connection, &mut chance, now, &house).await?;
    link_accounts(connection, &accounts, &staff).await?;
    progress(25);
    let schedules = insert_hours(connection, &mut chance, now, &house, &staff).await?;
    progress(30);
    let doctor_ids: Vec<DoctorId> = staff.iter().map(|(id, _)| *id).collect();
    let patients = people(&mut chance, PATIENTS, &doctor_ids, now);
    let lanes = bulk::insert_patients(connection, &patients).await?;
    progress(50);
    let guests: Vec<Guest> = patients
        .iter()
        .zip(lanes)
        .map(|(patient, lane)| Guest {
            lane: (patient.id, lane),
            usual: patient.usual_doctor_id,
            alive: patient.deceased_on.is_none(),
        })
        .collect();
    let demo = Demo { now, zone, schedules: &schedules, guests: &guests, desk: accounts[0] };
    let visits = visits(&demo, &mut chance);
    progress(55);
    bulk::insert_visits(connection, &visits).await?;
    progress(80);
    let authors: Vec<(DoctorId, UserId)> = doctor_ids.iter().copied().zip(doctors_accounts(&accounts)).collect();
    let born = patients.iter().map(|patient| (patient.id, patient.birth_date)).collect();
    let notes = notes(&visits, &authors, &born, &mut chance);
    let (Some(first_keys), true) = (keys.first(), keys.len() == DOCTORS.len()) else {
        return Err(ClinicError::Inconsistent { detail: "a doctor of the demo has no keys".into() });
    };
    insert_notes(connection, first_keys, &notes).await?;
    let prescribers = prescribers(&doctor_ids, &keys);
    let prescriptions = prescriptions(&notes, &patients, &prescribers, zone, now, &mut chance);
    insert_prescriptions(connection, &prescriptions).await?;
    insert_texts(connection, &mut chance, now).await?;
    insert_interactions(connection, &mut chance, now).await?;
    insert_entries(connection, first_keys, &charts(&visits, &authors, &born, &mut chance, now)).await?;
    let records = records(&visits, &patients, &authors, zone, now, &mut chance)?;
    insert_records(connection, first_keys, &records).await?;
    progress(95);
    leave_idle_for(connection, "10").await?;
    for topic in [MARK, "clinic", "availability", "patients", "users"] {
        write.touch_topic(topic);
    }
    let detail = json!({ "demo": true, "patients": patients.len(), "visits": visits.len(), "notes": notes.len(),
        "prescriptions": prescriptions.len(), "records": records.len() });
    write.commit(AuditEvent::about(AuditAction::Imported, "clinic", request.0).detail(detail)).await?;
    progress(100);
    Ok(())
}

/// How long the session may leave its transaction idle, where the server limits that. What is made up between two statements
/// takes longer than the seconds of every session, on a computer that is slow or busy.
async fn leave_idle_for(connection: &mut MySqlConnection, seconds: &'static str) -> Outcome<()> {
    let set = format!("set session wait_timeout = 600 /*M! , idle_transaction_timeout = {seconds} */");
    sqlx::raw_sql(sqlx::AssertSqlSafe(set)).execute(connection).await?;
    Ok(())
}

/// Everybody whose licence holds.
fn prescribers<'a>(ids: &[DoctorId], keys: &'a [ClinicKeys]) -> HashMap<DoctorId, Prescriber<'a>> {
    let of = |(place, (id, keys)): (usize, (&DoctorId, &'a ClinicKeys))| {
        let licence_number = licence_number(place);
        (*id, Prescriber { name: DOCTORS[place].name, licence_number, keys })
    };
    let all = ids.iter().zip(keys).enumerate();
    all.filter(|(place, _)| DOCTORS[*place].licence_days >= 0).map(of).collect()
}

/// The accounts that are not a doctor's alone: reception, the first doctor, the administrator.
pub(super) const DESK_ACCOUNTS: usize = 3;

async fn insert_accounts(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: chrono::DateTime<chrono::Utc>,
    hash: &str,
) -> Outcome<Vec<UserId>> {
    let accounts: Vec<_> = accounts().into_iter().map(|account| (UserId(chance.id(now)), account)).collect();
    let mut query = QueryBuilder::new("insert into users (id, email, name, role, password_hash) ");
    query.push_values(&accounts, |mut row, (id, account)| {
        row.push_bind(*id)
            .push_bind(&account.email)
            .push_bind(&account.name)
            .push_bind(account.role.word())
            .push_bind(hash);
    });
    query.build().execute(connection).await?;
    Ok(accounts.into_iter().map(|(id, _)| id).collect())
}
