//! The guarantee: many clients, one slot, one winner.

use clinic_core::race::race;
use clinic_core::server_address::ServerAddress;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_thirty_two_clients_that_race_for_a_slot_one_wins_every_time() {
    let server = crate::support::server().await;
    let address: ServerAddress = server.address("");
    let report = race(&address, 32, 50).await.unwrap();
    assert_eq!(report.failed, [""; 0]);
    assert_eq!(report.attempts, 32 * 50);
    // Forty-four rounds of one winner, six of a group of three.
    assert_eq!((report.single_rounds, report.group_rounds, report.places), (44, 6, 44 + 6 * 3));
    assert_eq!(report.booked, report.places);
    assert_eq!(report.refused, 32 * 50 - 62);
    assert_eq!(report.overlaps(), 0);
    assert!(report.is_clean(), "{report:#?}");
}
