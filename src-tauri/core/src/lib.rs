//! The core of Clinic Desk. It knows the clinic — patients, doctors, hours, appointments, notes — and the shared
//! MySQL-family server; it never knows the window. Each concept is one slice: `model` holds types and pure rules, `store`
//! the SQL, `actions` the verbs.

pub mod access;
pub mod appointments;
pub mod audit;
pub mod availability;
pub mod away;
pub(crate) mod bulk;
pub mod civil;
pub mod clinic;
pub mod clock;
pub mod consultations;
pub mod contact;
pub mod contract;
mod db_error;
pub mod doctors;
pub mod documents;
pub mod error;
pub mod feed;
pub mod ids;
pub mod import;
pub mod interval;
pub mod invariants;
pub mod kiosk;
pub mod locations;
pub mod messages;
pub mod money;
mod once;
pub mod patients;
pub mod printing;
pub mod private_server;
pub mod race;
pub(crate) mod resources;
pub mod seed;
pub mod server_address;
pub mod server_check;
pub mod settings;
pub mod setup;
mod sql_list;
mod sql_text;
pub mod text;
mod tx;
pub mod users;
pub mod waitlist;
