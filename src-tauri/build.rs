//! Reads the one Tauri configuration, at the root of the repository, and checks the capabilities against it.

fn main() {
    let attributes = tauri_build::Attributes::new().config_path("../tauri.conf.json");
    if let Err(refused) = tauri_build::try_build(attributes) {
        println!("cargo:warning={refused:#}");
        std::process::exit(1);
    }
}
