//! The TypeScript that the window is built against is the one that follows from the core.

#[test]
fn the_committed_contract_is_the_one_the_core_describes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/lib/shared/contract.ts");
    let fresh = clinic_core::contract::typescript();
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == fresh,
        "ui/src/lib/shared/contract.ts is out of date: run UPDATE_CONTRACT=1 cargo test --test contract"
    );
}
