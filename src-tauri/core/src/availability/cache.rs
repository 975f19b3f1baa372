//! The doctors' hours and time off as this process last read them.

/// Placeholder until the schedules are read.
#[derive(Clone, Default)]
pub struct ScheduleCache;
