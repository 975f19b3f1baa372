//! Hours and time off in the database, as the administrator sets them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use super::hours::{DatedRow, Places, Stretch, TimeOffWish, WeeklyRow};
use super::model::{DatedHours, HoursKind, TimeOffKind, TimeOffView, WeeklyHours};
use crate::civil::{Zone, end_text, time_text};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{DatedHoursId, DoctorId, LocationId, RoomId, TimeOffId, WeeklyHoursId};
use crate::interval::Interval;

#[derive(FromRow)]
struct WeeklyHoursRow {
    id: WeeklyHoursId,
    location_id: LocationId,
    room_id: Option<RoomId>,
    weekday: u8,
    from_time: NaiveTime,
    to_time: NaiveTime,
    next_day_to: Option<NaiveTime>,
    slot_minutes: Option<u16>,
    kind: String,
    capacity: u8,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

#[derive(FromRow)]
struct DatedHoursRow {
    id: DatedHoursId,
    on_date: NaiveDate,
    status: String,
    location_id: Option<LocationId>,
    room_id: Option<RoomId>,
    from_time: Option<NaiveTime>,
    to_time: Option<NaiveTime>,
    next_day_to: Option<NaiveTime>,
    slot_minutes: Option<u16>,
    kind: String,
    capacity: u8,
    note: String,
}

#[derive(FromRow)]
struct TimeOffRow {
    id: TimeOffId,
    doctor_id: DoctorId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    kind: String,
    note: String,
}

impl TimeOffRow {
    fn view(self, zone: Zone) -> Outcome<TimeOffView> {
        Ok(TimeOffView {
            id: self.id,
            doctor_id: self.doctor_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            starts_local: zone.local(self.starts_at),
            ends_local: zone.local(self.ends_at),
            time_off_kind: TimeOffKind::from_word(&self.kind).ok_or_else(|| odd("time_off.kind", &self.kind))?,
            note: self.note,
        })
    }
}

fn odd(column: &str, word: &str) -> ClinicError {
    ClinicError::Inconsistent { detail: format!("{column}: {word}") }
}

fn hours_kind(word: &str) -> Outcome<HoursKind> {
    HoursKind::from_word(word).ok_or_else(|| odd("hours.kind", word))
}

/// The doctor's version.
pub(super) async fn version(pool: &MySqlPool, id: DoctorId) -> Outcome<u32> {
    sqlx::query_scalar("select row_version from doctors where id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?
        .ok_or(ClinicError::NotFound { what: RecordKind::Doctor })
}

/// Every location, and every room with where it is.
pub(super) async fn places(pool: &MySqlPool) -> Outcome<Places> {
    let locations: Vec<LocationId> = sqlx::query_scalar("select id from locations").fetch_all(pool).await?;
    let rooms: Vec<(RoomId, LocationId)> = sqlx::query_as("select id, location_id from rooms").fetch_all(pool).await?;
    Ok(Places { locations: locations.into_iter().collect(), rooms: rooms.into_iter().collect() })
}

/// A doctor's week by weekday and time.
pub(super) async fn weekly(pool: &MySqlPool, doctor: DoctorId) -> Outcome<Vec<WeeklyHours>> {
    let rows: Vec<WeeklyHoursRow> = sqlx::query_as(
        "select id, location_id, room_id, weekday, from_time, to_time, next_day_to, slot_minutes, kind, capacity, valid_from, \
         valid_to from weekly_hours where doctor_id = ? order by weekday, from_time, valid_from, id",
    )
    .bind(doctor)
    .fetch_all(pool)
    .await?;
    let read = |row: WeeklyHoursRow| {
        Ok(WeeklyHours {
            id: row.id,
            location_id: row.location_id,
            room_id: row.room_id,
            weekday: i32::from(row.weekday),
            from_time: time_text(row.from_time),
            to_time: end_text(row.next_day_to.unwrap_or(row.to_time)),
            slot_minutes: row.slot_minutes.map(i32::from),
            hours_kind: hours_kind(&row.kind)?,
            capacity: i32::from(row.capacity),
            valid_from: row.valid_from.to_string(),
            valid_to: row.valid_to.map(|date| date.to_string()),
        })
    };
    rows.into_iter().map(read).collect()
}

/// A doctor's dates that differ, from `first` on.
pub(super) async fn dated(pool: &MySqlPool, doctor: DoctorId, first: NaiveDate) -> Outcome<Vec<DatedHours>> {
    let rows: Vec<DatedHoursRow> = sqlx::query_as(
        "select id, on_date, status, location_id, room_id, from_time, to_time, next_day_to, slot_minutes, kind, capacity, note \
         from dated_hours where doctor_id = ? and on_date >= ? order by on_date, from_time, id limit 2000",
    )
    .bind(doctor)
    .bind(first)
    .fetch_all(pool)
    .await?;
    let read = |row: DatedHoursRow| {
        Ok(DatedHours {
            id: row.id,
            on_date: row.on_date.to_string(),
            closed: row.status == "closed",
            location_id: row.location_id,
            room_id: row.room_id,
            from_time: row.from_time.map(time_text),
            to_time: row.next_day_to.or(row.to_time).map(end_text),
            slot_minutes: row.slot_minutes.map(i32::from),
            hours_kind: hours_kind(&row.kind)?,
            capacity: i32::from(row.capacity),
            note: row.note,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A doctor's time off that is not over at `now`.
pub(super) async fn time_off(
    pool: &MySqlPool,
    doctor: DoctorId,
    zone: Zone,
    now: DateTime<Utc>,
) -> Outcome<Vec<TimeOffView>> {
    let rows: Vec<TimeOffRow> = sqlx::query_as(
        "select id, doctor_id, starts_at, ends_at, kind, note from time_off \
         where doctor_id = ? and ends_at > ? and withdrawn_at is null order by starts_at, id limit 2000",
    )
    .bind(doctor)
    .bind(now.naive_utc())
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| row.view(zone)).collect()
}

/// Whose a time off is, withdrawn or not.
pub(super) async fn doctor_of_time_off(pool: &MySqlPool, id: TimeOffId) -> Outcome<DoctorId> {
    sqlx::query_scalar("select doctor_id from time_off where id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?
        .ok_or(ClinicError::NotFound { what: RecordKind::TimeOff })
}

/// One time off, withdrawn or not, told on the wall of `zone`.
pub(super) async fn time_off_by_id(pool: &MySqlPool, id: TimeOffId, zone: Zone) -> Outcome<TimeOffView> {
    let row: Option<TimeOffRow> =
        sqlx::query_as("select id, doctor_id, starts_at, ends_at, kind, note from time_off where id = ?")
            .bind(id)
            .fetch_optional(pool)
            .await?;
    row.ok_or(ClinicError::NotFound { what: RecordKind::TimeOff })?.view(zone)
}

/// Puts `rows` in the place of the doctor's whole week.
pub(super) async fn replace_weekly(
    connection: &mut MySqlConnection,
    doctor: DoctorId,
    rows: &[WeeklyRow],
) -> Outcome<()> {
    sqlx::query("delete from weekly_hours where doctor_id = ?").bind(doctor).execute(&mut *connection).await?;
    insert_weekly(connection, &rows.iter().map(|row| (doctor, row)).collect::<Vec<_>>()).await
}

/// Adds rows of weekly hours, of one doctor or many, in one statement.
pub(crate) async fn insert_weekly(connection: &mut MySqlConnection, rows: &[(DoctorId, &WeeklyRow)]) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new(
        "insert into weekly_hours (id, doctor_id, location_id, room_id, weekday, from_time, to_time, next_day_to, \
         slot_minutes, kind, capacity, valid_from, valid_to) ",
    );
    query.push_values(rows, |mut values, (doctor, row)| {
        values
            .push_bind(row.id)
            .push_bind(*doctor)
            .push_bind(row.stretch.location_id)
            .push_bind(row.stretch.room_id)
            .push_bind(row.weekday)
            .push_bind(row.stretch.from)
            .push_bind(kept_end(row.stretch).0)
            .push_bind(kept_end(row.stretch).1)
            .push_bind(row.slotting.slot_minutes)
            .push_bind(row.slotting.kind.word())
            .push_bind(row.slotting.capacity)
            .push_bind(row.valid_from)
            .push_bind(row.valid_to);
    });
    query.build().execute(connection).await.map(drop).map_err(hours_refused)
}

/// Puts `rows` in the place of the doctor's hours of that date.
pub(super) async fn replace_dated(
    connection: &mut MySqlConnection,
    doctor: DoctorId,
    on: NaiveDate,
    rows: &[DatedRow],
) -> Outcome<()> {
    sqlx::query("delete from dated_hours where doctor_id = ? and on_date = ?")
        .bind(doctor)
        .bind(on)
        .execute(&mut *connection)
        .await?;
    insert_dated(connection, &rows.iter().map(|row| (doctor, row)).collect::<Vec<_>>()).await
}

/// Adds rows of dates that differ in one statement.
pub(crate) async fn insert_dated(connection: &mut MySqlConnection, rows: &[(DoctorId, &DatedRow)]) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new(
        "insert into dated_hours (id, doctor_id, on_date, status, location_id, room_id, from_time, to_time, \
         next_day_to, slot_minutes, kind, capacity, note) ",
    );
    query.push_values(rows, |mut values, (doctor, row)| {
        values
            .push_bind(row.id)
            .push_bind(*doctor)
            .push_bind(row.on)
            .push_bind(if row.stretch.is_some() { "open" } else { "closed" })
            .push_bind(row.stretch.map(|stretch| stretch.location_id))
            .push_bind(row.stretch.and_then(|stretch| stretch.room_id))
            .push_bind(row.stretch.map(|stretch| stretch.from))
            .push_bind(row.stretch.map(|stretch| kept_end(stretch).0))
            .push_bind(row.stretch.and_then(|stretch| kept_end(stretch).1))
            .push_bind(row.slotting.slot_minutes)
            .push_bind(row.slotting.kind.word())
            .push_bind(row.slotting.capacity)
            .push_bind(&row.note);
    });
    query.build().execute(connection).await.map(drop).map_err(hours_refused)
}

/// The end of a stretch as it is kept: on its own date in `to_time`, and where it goes on past midnight, which programs
/// before migration 23 do not know, the last second of that date there and the end on the next one in `next_day_to`.
fn kept_end(stretch: Stretch) -> (NaiveTime, Option<NaiveTime>) {
    let last_second = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day");
    if stretch.ends_next_day() { (last_second, Some(stretch.to)) } else { (stretch.to, None) }
}

/// An id that another doctor's row, or another date's, already has.
fn hours_refused(error: sqlx::Error) -> ClinicError {
    match duplicate_key(&error) {
        Some(key) if key.ends_with("PRIMARY") => FieldError::new("hours", FieldProblem::Taken).into(),
        _ => error.into(),
    }
}

/// Enters a time off.
pub(crate) async fn insert_time_off(
    connection: &mut MySqlConnection,
    doctor: DoctorId,
    wish: &TimeOffWish,
    span: Interval,
) -> Outcome<()> {
    sqlx::query("insert into time_off (id, doctor_id, starts_at, ends_at, kind, note) values (?, ?, ?, ?, ?, ?)")
        .bind(wish.id)
        .bind(doctor)
        // As times without a zone: the driver's other form ends in 2038.
        .bind(span.start().naive_utc())
        .bind(span.end().naive_utc())
        .bind(wish.kind.word())
        .bind(&wish.note)
        .execute(connection)
        .await
        .map(drop)
        .map_err(|error| match duplicate_key(&error) {
            Some(_) => ClinicError::Stale { what: RecordKind::TimeOff },
            None => error.into(),
        })
}

/// Withdraws a time off; false when it already was.
pub(super) async fn withdraw_time_off(connection: &mut MySqlConnection, id: TimeOffId) -> Outcome<bool> {
    let done = sqlx::query(
        "update time_off set withdrawn_at = utc_timestamp(6), updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and withdrawn_at is null",
    )
    .bind(id)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
