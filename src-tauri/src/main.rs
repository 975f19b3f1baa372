//! Clinic Desk's window.

fn main() -> std::process::ExitCode {
    clinic_desktop::run()
}
