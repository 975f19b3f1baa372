//! What hangs on the waiting room's wall: who is called, by a number that says nothing of anybody.

use chrono::Duration;

use super::model::{Wall, WallLine, WallRequest};
use crate::access::{Action, Actor};
use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::appointments::view::{Listed, Which, views};
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;

/// How long a call stays on the wall.
const CALLED: Duration = Duration::minutes(10);
/// The fewest letters of a number.
const LETTERS: usize = 3;

/// Who is called into a room and who waits today, without a name: the last letters of the visit's reference, the doctor
/// and the room. Those called last come first, those who wait in the order of their times.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn wall(clinic: &Clinic, actor: &Actor, request: WallRequest) -> Outcome<Wall> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let now = clinic.now();
        let schedules = clinic.schedules().await?;
        let ids: Vec<_> = schedules.active().iter().map(|doctor| doctor.doctor_id).collect();
        let listed = Listed {
            doctors: &ids,
            from: now - Duration::days(1),
            to: now + Duration::days(1),
            location: request.location_id,
            statuses: &[AppointmentStatus::Arrived, AppointmentStatus::CheckedIn, AppointmentStatus::InProgress],
            kind: None,
            limit: 1000,
        };
        let today = |visit: &AppointmentView| {
            Zone::parse("time_zone", &visit.time_zone)
                .is_ok_and(|zone| visit.starts_local.date() == zone.local(now).date())
        };
        let in_house: Vec<_> = views(clinic, Which::Listed(&listed)).await?.into_iter().filter(today).collect();
        let references: Vec<&str> = in_house.iter().map(|visit| visit.reference.as_str()).collect();
        let numbers = numbers(&references);
        let (mut called, mut waiting) = (Vec::new(), Vec::new());
        for (visit, number) in in_house.iter().zip(numbers) {
            let line = WallLine {
                number,
                doctor_name: visit.doctor_name.clone(),
                room_name: visit.room_name.clone(),
                called_at: visit.in_room_at,
            };
            match (visit.in_room_at, visit.status) {
                (Some(at), _) if now - at < CALLED => called.push(line),
                (None, AppointmentStatus::Arrived | AppointmentStatus::CheckedIn) => waiting.push(line),
                _ => {}
            }
        }
        called.sort_by_key(|line| std::cmp::Reverse(line.called_at));
        // Before the call the room is nobody's business.
        for line in &mut waiting {
            line.room_name = None;
        }
        Ok(Wall { now_at: now, called, waiting })
    })
    .await
}

/// The shortest ends of the references that tell them apart, three letters at least.
///
/// ```text
/// numbers(["K7M-2QX", "P3D-9RT", "A2C-9RT"]) = ["2QX", "D9RT", "C9RT"]
/// ```
fn numbers(references: &[&str]) -> Vec<String> {
    let letters: Vec<Vec<char>> =
        references.iter().map(|text| text.chars().filter(|letter| letter.is_alphanumeric()).collect()).collect();
    let tail = |whole: &[char], length: usize| whole[whole.len().saturating_sub(length)..].to_vec();
    let alone = |at: usize, length: usize| {
        let own = tail(&letters[at], length);
        letters.iter().enumerate().all(|(other, whole)| other == at || tail(whole, length) != own)
    };
    (0..letters.len())
        .map(|at| {
            let length = (LETTERS..letters[at].len()).find(|length| alone(at, *length)).unwrap_or(letters[at].len());
            tail(&letters[at], length).into_iter().collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_is_as_long_as_it_must_be_to_be_the_only_one() {
        assert_eq!(numbers(&["K7M-2QX", "P3D-9RT", "A2C-9RT"]), ["2QX", "D9RT", "C9RT"]);
        assert_eq!(numbers(&["K7", ""]), ["K7", ""]);
        assert_eq!(numbers(&["AAA-BBB", "AAA-BBB"]), ["AAABBB", "AAABBB"]);
        assert!(numbers(&[]).is_empty());
    }
}
