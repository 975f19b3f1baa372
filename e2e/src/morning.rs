//! What time it is in the journeys' clinic: eleven in the morning, in a place where it is that now. So a journey finds the
//! same day before and behind it whenever it is run; what the small hours make of a clinic, tests of the core say at each of
//! them.

use std::sync::LazyLock;

use chrono::Timelike;
use clinic_core::civil::Zone;
use clinic_core::clock::Clock;

/// Places that keep one time all year, from eleven hours behind UTC to twelve before it.
const PLACES: [&str; 24] = [
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "Pacific/Gambier",
    "Pacific/Pitcairn",
    "America/Phoenix",
    "America/Costa_Rica",
    "America/Bogota",
    "America/La_Paz",
    "America/Sao_Paulo",
    "America/Noronha",
    "Atlantic/Cape_Verde",
    "Africa/Abidjan",
    "Africa/Lagos",
    "Africa/Maputo",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Guadalcanal",
    "Pacific/Tarawa",
];

/// Chosen once: the day does not change under the journeys.
static NAME: LazyLock<&str> = LazyLock::new(|| PLACES[(46 - Clock::system().now().hour() as usize) % 24]);

/// The place's name, for programs that are started.
pub fn zone_name() -> &'static str {
    *NAME
}

/// The place's time.
pub fn zone() -> Zone {
    Zone::parse("time_zone", zone_name()).unwrap_or(Zone::UTC)
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;
    use clinic_core::clock::Clock;

    #[test]
    fn it_is_eleven_in_the_morning_or_was_when_somebody_first_asked() {
        let hour = super::zone().local(Clock::system().now()).time().hour();
        assert!((11..=12).contains(&hour), "{hour} in {}", super::zone_name());
    }
}
