//! The first path in the real window: every test opens its own windows on its own server.

mod accessibility;
mod administration;
mod arranged;
mod away;
mod blocks;
mod board;
mod break_glass;
mod chart;
mod day;
mod floor;
mod hours;
mod joining;
mod kiosk;
mod leaks;
mod letters;
#[path = "../../../tests/support/mail.rs"]
#[expect(dead_code, reason = "the tests of the core ask more of it")]
mod mail;
mod messages;
mod never_lost;
mod note;
mod note_search;
mod prescribing;
mod printing;
mod privacy;
mod queue;
mod race;
mod records;
mod searching;
mod series;
mod several;
mod sign_in;
mod signing;
mod time_off;
mod views;
mod waitlist;
mod walk_in;
