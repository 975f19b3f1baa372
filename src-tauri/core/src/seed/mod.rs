//! Filling a clinic with people who do not exist: the demo clinic of *Try it on this computer*, and large clinics to
//! measure with.

pub mod demo;
mod demo_hours;
mod demo_notes;
mod demo_people;
mod demo_staff;
mod demo_visits;
mod random;
