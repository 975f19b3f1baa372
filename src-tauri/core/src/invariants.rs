//! What must hold of a clinic's calendar after every fault and every race (design: database, invariants). Read by the
//! tests, by `clinic-admin race` and by `clinic-admin doctor`.

use crate::clinic::Clinic;
use crate::error::Outcome;

/// One rule of the calendar and how many rows break it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule, as a sentence.
    pub rule: &'static str,
    /// Rows that break it; 0 when it holds.
    pub broken: i64,
}

const RULES: [(&str, &str); 17] = [
    (
        "no two live visits of one doctor overlap in one seat",
        "select count(*) from appointments a join appointments b on b.doctor_id = a.doctor_id and b.seat = a.seat and b.id > a.id \
         and b.starts_at < a.ends_at and a.starts_at < b.ends_at and b.starts_at > a.starts_at - interval 1 day \
         and b.starts_at < a.starts_at + interval 1 day where {a} and {b}",
    ),
    (
        "no two live visits of one room overlap",
        "select count(*) from appointments a join appointments b on b.room_id = a.room_id and b.id > a.id \
         and b.starts_at < a.ends_at and a.starts_at < b.ends_at and b.starts_at > a.starts_at - interval 1 day \
         and b.starts_at < a.starts_at + interval 1 day where {a} and {b}",
    ),
    (
        "no two live visits have one device at one time",
        "select count(*) from appointment_devices x join appointment_devices y on y.device_id = x.device_id \
         and y.appointment_id > x.appointment_id join appointments a on a.id = x.appointment_id \
         join appointments b on b.id = y.appointment_id and b.starts_at < a.ends_at and a.starts_at < b.ends_at where {a} and {b}",
    ),
    (
        "no two live visits of one patient overlap",
        "select count(*) from appointments a join appointments b on b.patient_id = a.patient_id and b.id > a.id \
         and b.starts_at < a.ends_at and a.starts_at < b.ends_at and b.starts_at > a.starts_at - interval 1 day \
         and b.starts_at < a.starts_at + interval 1 day where {a} and {b}",
    ),
    (
        "a visit on top of another has its reason",
        "select count(*) from appointments a where {a} and a.seat >= 50 and a.overbook_reason is null",
    ),
    (
        "every cell belongs to a live visit and lies within it",
        "select count(*) from appointment_cells c left join appointments a on a.id = c.appointment_id and {a} \
         and c.cell_start < a.ends_at and c.cell_start > a.starts_at - interval 5 minute \
         where a.id is null and c.hold_id is null",
    ),
    (
        "no cell belongs to a visit and to a hold",
        "select count(*) from appointment_cells c where c.appointment_id is not null and c.hold_id is not null",
    ),
    (
        "no place that is held is a live visit's",
        "select count(*) from slot_holds h join doctors d on d.resource_id = h.resource_id \
         join appointments a on a.doctor_id = d.id and a.seat = h.seat and a.starts_at < h.ends_at and a.ends_at > h.starts_at \
         and a.starts_at > h.starts_at - interval 1 day where {a}",
    ),
    (
        "every cell that is held lies within its hold",
        "select count(*) from appointment_cells c join slot_holds a on a.id = c.hold_id \
         where c.cell_start >= a.ends_at or c.cell_start <= a.starts_at - interval 5 minute",
    ),
    (
        "every hold has all cells of its doctor's lane",
        "select count(*) from slot_holds a where (select count(*) from appointment_cells c where c.hold_id = a.id \
         and c.resource_id = a.resource_id and c.seat = a.seat) <> {needed}",
    ),
    (
        "every offer that was accepted is a visit, and its entry is done",
        "select count(*) from waitlist_offers o join waitlist_entries e on e.id = o.entry_id \
         left join appointments a on a.id = o.id where o.status = 'accepted' and (a.id is null or e.status <> 'booked')",
    ),
    (
        "nothing is offered to who waits no more",
        "select count(*) from waitlist_offers o join waitlist_entries e on e.id = o.entry_id \
         where o.status = 'open' and (e.status <> 'waiting' or not o.open_entry_id <=> e.id)",
    ),
    (
        "what is offered is held",
        "select count(*) from waitlist_offers o left join slot_holds h on h.id = o.id and h.purpose = 'offer' \
         where o.status = 'open' and o.expires_at > utc_timestamp(6) and h.id is null",
    ),
    (
        "every live visit holds all cells of its doctor's lane",
        "select count(*) from appointments a join doctors d on d.id = a.doctor_id where {a} and {cells_of_d} <> {needed}",
    ),
    (
        "every live visit holds all cells of its patient's lane",
        "select count(*) from appointments a join patients d on d.id = a.patient_id where {a} and {cells_of_d} <> {needed}",
    ),
    (
        "every live visit with a room holds all cells of the room's lane",
        "select count(*) from appointments a join rooms d on d.id = a.room_id where {a} and {cells_of_d} <> {needed}",
    ),
    (
        "every live visit with devices holds all cells of their lanes",
        "select count(*) from appointments a join appointment_devices x on x.appointment_id = a.id \
         join devices d on d.id = x.device_id where {a} and {cells_of_d} <> {needed}",
    ),
];

/// Counts what breaks each rule. Reads the whole calendar: for tests and for the administrator, not for the desk.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn check(clinic: &Clinic) -> Outcome<Vec<Finding>> {
    let mut connection = clinic.read().acquire().await?;
    // A large calendar takes longer than any statement of the desk may: no limit here (MariaDB's name, then MySQL's), on
    // a connection that nobody uses afterwards.
    connection.close_on_drop();
    if sqlx::raw_sql("set session max_statement_time = 0").execute(&mut *connection).await.is_err() {
        sqlx::raw_sql("set session max_execution_time = 0").execute(&mut *connection).await?;
    }
    let mut findings = Vec::new();
    for (rule, statement) in RULES {
        let live = |alias: &str| format!("{alias}.status not in ('cancelled', 'no_show')");
        let statement = statement
            .replace("{a}", &live("a"))
            .replace("{b}", &live("b"))
            .replace(
                "{cells_of_d}",
                "(select count(*) from appointment_cells c where c.appointment_id = a.id and c.resource_id = d.resource_id)",
            )
            .replace(
                "{needed}",
                "(ceiling(timestampdiff(second, '1970-01-01', a.ends_at) / 300) - floor(timestampdiff(second, '1970-01-01', a.starts_at) / 300))",
            );
        let broken: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&mut *connection).await?;
        findings.push(Finding { rule, broken });
    }
    Ok(findings)
}
