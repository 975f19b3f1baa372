//! The rules and flows of the core, on a real server. One program: it is linked once, and its tests fill the processor while
//! others wait for the server. `cargo test -p clinic --test rules holds::` runs those of one file.

mod access;
mod appointments;
mod audit;
mod availability;
mod booking;
mod calendar;
mod concurrency;
mod consultations;
mod contract;
mod demo;
mod devices;
mod doctors;
mod feed;
mod flow;
mod holds;
mod import;
mod indexes;
mod locations;
mod moves;
mod operations;
mod own_password;
mod patients;
mod private_server;
mod race;
mod scale;
mod schema;
mod search;
mod series;
mod slot_weeks;
mod storm;
mod support;
mod tidy;
mod undo_move;
mod users;
