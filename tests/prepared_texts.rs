//! Quick texts and templates, on the real server.

use crate::support::World;
use crate::support::people::SignedIn;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind};
use clinic_core::ids::{PreparedTextId, RequestId};
use clinic_core::prepared_texts::model::{
    Prepared, PreparedFor, PreparedText, RemovePreparedText, SavePreparedText, TemplateSections,
};
use clinic_core::prepared_texts::{list, remove, save};

const STALE: ClinicError = ClinicError::Stale { what: RecordKind::PreparedText };

fn quick(abbreviation: &str, text: &str) -> Prepared {
    Prepared::QuickText { abbreviation: abbreviation.into(), text: text.into() }
}

fn new(prepared_for: PreparedFor, prepared: Prepared) -> SavePreparedText {
    SavePreparedText {
        request_id: RequestId::fresh(),
        id: PreparedTextId::fresh(),
        row_version: None,
        prepared_for,
        prepared,
    }
}

struct Rooms {
    world: World,
    ada: SignedIn,
    ben: SignedIn,
}

impl Rooms {
    async fn open() -> Self {
        let world = World::new().await;
        let ada = world.signed_in_doctor(&world.doctor("Dr Ada Osei").await).await;
        let ben = world.signed_in_doctor(&world.doctor("Dr Ben Adu").await).await;
        Self { world, ada, ben }
    }

    async fn save(&self, who: &SignedIn, request: &SavePreparedText) -> Result<Vec<PreparedText>, ClinicError> {
        save(&self.world.clinic, &who.actor, request.clone()).await
    }

    async fn of(&self, who: &SignedIn) -> Vec<Prepared> {
        let all = list(&self.world.clinic, &who.actor).await.expect("a doctor reads theirs");
        all.into_iter().map(|one| one.prepared).collect()
    }
}

#[tokio::test]
async fn ones_own_are_ones_own_and_everybodys_are_everybodys() {
    let rooms = Rooms::open().await;
    let own = new(PreparedFor::Oneself, quick(";HTN", "raised for years"));
    rooms.save(&rooms.ada, &own).await.unwrap();
    rooms.save(&rooms.ada, &own).await.unwrap();
    let shared = new(PreparedFor::Everybody, quick("nad", "nothing found"));
    rooms.save(&rooms.ada, &shared).await.unwrap();
    let (htn, nad) = (quick("htn", "raised for years"), quick("nad", "nothing found"));
    assert_eq!(rooms.of(&rooms.ada).await, [htn, nad.clone()], "sent twice it is there once");
    assert_eq!(rooms.of(&rooms.ben).await, [nad]);
    assert_eq!(rooms.world.audited("prepared_text_saved").await, 2);
    assert_eq!(rooms.world.topic("prepared_texts").await, 2);

    let theirs = SavePreparedText { request_id: RequestId::fresh(), row_version: Some(1), ..own };
    assert_eq!(rooms.save(&rooms.ben, &theirs).await, Err(STALE), "to others it does not exist");
    let gone = RemovePreparedText { request_id: RequestId::fresh(), id: theirs.id, row_version: 1 };
    assert_eq!(remove(&rooms.world.clinic, &rooms.ben.actor, gone).await, Err(STALE));
}

#[tokio::test]
async fn one_is_changed_and_taken_away_at_the_version_that_was_seen_and_comes_back() {
    let rooms = Rooms::open().await;
    let first = new(PreparedFor::Everybody, quick("nad", "nothing found"));
    rooms.save(&rooms.ada, &first).await.unwrap();
    let sections = TemplateSections { plan: "rest".into(), ..TemplateSections::default() };
    let template = Prepared::Template { name: "Cold".into(), specialty_id: None, sections };
    let change = |prepared: Prepared| SavePreparedText {
        request_id: RequestId::fresh(),
        row_version: Some(1),
        prepared,
        ..first.clone()
    };
    rooms.save(&rooms.ben, &change(template.clone())).await.unwrap();
    assert_eq!(rooms.save(&rooms.ada, &change(quick("nad", "other"))).await, Err(STALE));
    assert_eq!(rooms.of(&rooms.ada).await, [template]);

    let gone = |row_version| RemovePreparedText { request_id: RequestId::fresh(), id: first.id, row_version };
    let clinic = &rooms.world.clinic;
    assert_eq!(remove(clinic, &rooms.ada.actor, gone(1)).await, Err(STALE));
    assert_eq!(remove(clinic, &rooms.ada.actor, gone(2)).await, Ok(Vec::new()));
    rooms.save(&rooms.ada, &SavePreparedText { request_id: RequestId::fresh(), ..first.clone() }).await.unwrap();
    assert_eq!(rooms.of(&rooms.ben).await, [quick("nad", "nothing found")]);
}

#[tokio::test]
async fn no_two_of_an_owner_are_called_the_same() {
    let rooms = Rooms::open().await;
    let taken = |field: &str| Err(FieldError::new(field, FieldProblem::Taken).into());
    rooms.save(&rooms.ada, &new(PreparedFor::Everybody, quick("htn", "clinic"))).await.unwrap();
    let again = new(PreparedFor::Everybody, quick("HTN", "other"));
    assert_eq!(rooms.save(&rooms.ben, &again).await, taken("abbreviation"));
    rooms.save(&rooms.ben, &new(PreparedFor::Oneself, quick("htn", "own"))).await.unwrap();
    let again = new(PreparedFor::Oneself, quick("htn", "own again"));
    assert_eq!(rooms.save(&rooms.ben, &again).await, taken("abbreviation"));
    rooms.save(&rooms.ada, &new(PreparedFor::Oneself, quick("htn", "hers"))).await.unwrap();
    assert_eq!(rooms.of(&rooms.ben).await.len(), 2);
}
