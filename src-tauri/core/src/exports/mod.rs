//! All data of one patient, taken out for the patient (GDPR Art. 15 and 20; FHIR `Patient/$everything`): one folder with
//! `patient.json`, a FHIR R4 bundle; `patient.html`, the same to read and print; and `records/`, the files themselves.
//!
//! It is written aside and named at its end, so that there is all of it or nothing. What whoever takes it out cannot open is
//! named in it, with whom to ask; it is never silently missing.

pub mod model;

mod actions;
mod collect;
mod fhir;
mod folder;
mod notes;
mod page;
mod store;

pub use actions::take_out;
