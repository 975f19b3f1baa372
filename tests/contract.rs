//! The TypeScript that the window is built against is the one that follows from the core.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The generated files that lie there, by their path below `ui/src/lib/shared`.
fn committed(shared: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut take = |name: String| {
        if let Ok(text) = fs::read_to_string(shared.join(&name)) {
            files.insert(name, text);
        }
    };
    take("contract.ts".into());
    for entry in fs::read_dir(shared.join("contract")).into_iter().flatten().flatten() {
        take(format!("contract/{}", entry.file_name().to_string_lossy()));
    }
    files
}

#[test]
fn the_committed_contract_is_the_one_the_core_describes() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/shared");
    let fresh = clinic_core::contract::typescript();
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        let _ = fs::remove_dir_all(shared.join("contract"));
        fs::create_dir_all(shared.join("contract")).unwrap();
        for (name, text) in &fresh {
            fs::write(shared.join(name), text).unwrap();
        }
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    let committed = committed(&shared);
    let hint = "run UPDATE_CONTRACT=1 cargo test --test contract";
    assert_eq!(names(&committed), names(&fresh), "{hint}");
    for (name, text) in fresh {
        assert!(committed[&name] == text, "ui/src/lib/shared/{name} is out of date: {hint}");
    }
}
