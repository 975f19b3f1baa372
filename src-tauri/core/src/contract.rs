//! What the window may ask: every command with its request and its answer, and the TypeScript that follows from it.

mod commands;

use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS};

use crate::access::{Action, Role};
use crate::altered::Altered;
use crate::appointments::calendar::model::*;
use crate::appointments::details::model::*;
use crate::appointments::holds::model::*;
use crate::appointments::model::*;
use crate::appointments::proposals::model::*;
use crate::appointments::series::model::*;
use crate::appointments::together::model::*;
use crate::audit::{AuditSearch, AuditView};
use crate::availability::blocks::model::*;
use crate::availability::holidays::model::*;
use crate::availability::model::*;
use crate::away::model::{
    ForgetNote, KeepNote, KeptDeedView, KeptNote, KeptPart, KeptStanding, KeptState, KeptVerb, OtherTime, SettleDeed,
    Settlement,
};
use crate::chart::model::*;
use crate::civil::Repeated;
use crate::consultations::break_glass::model::*;
use crate::consultations::model::*;
use crate::consultations::note::*;
use crate::consultations::presence::model::*;
use crate::consultations::versions::model::*;
use crate::diagnoses::model::*;
use crate::doctors::model::*;
use crate::error::*;
use crate::exports::model::{ExportEnd, ExportPatient, ExportScope, ExportState, Exported};
use crate::feed::{FeedEvent, FeedWatch};
use crate::ids::*;
use crate::keys::model::*;
use crate::kiosk::model::*;
use crate::letters::model::*;
use crate::locations::model::*;
use crate::messages::model::*;
use crate::messages::settings::model::*;
use crate::money::Money;
use crate::note_search::model::*;
use crate::patients::model::*;
use crate::prepared_texts::model::*;
use crate::prescriptions::content::*;
use crate::prescriptions::interactions::model::*;
use crate::prescriptions::model::*;
use crate::prescriptions::warnings::*;
use crate::printing::model::*;
use crate::records::model::*;
use crate::restrictions::model::*;
use crate::settings::model::*;
use crate::setup::*;
use crate::users::model::*;
use crate::waitlist::model::*;

pub use commands::{Command, commands};

/// One type of the contract.
struct Declaration {
    /// The TypeScript module it belongs to: that of its slice.
    module: String,
    name: String,
    text: String,
}

/// Comments of one sentence, which ts-rs writes on three lines, on one.
fn short_comments(text: &str) -> String {
    text.replace("/**\n * ", "/** ").split("/** ").map(first_comment_joined).collect::<Vec<_>>().join("/** ")
}

/// The text after the beginning of a comment: its end joined to it when it has one line, else the beginning as it was.
fn first_comment_joined(rest: &str) -> String {
    match rest.split_once("\n */") {
        Some((comment, after)) if !comment.contains('\n') => format!("{comment} */{after}"),
        _ => rest.to_owned(),
    }
}

/// `clinic_core::appointments::series::model::SeriesView` belongs to `appointments-series`.
fn module_of(type_name: &str) -> String {
    let parts: Vec<&str> = type_name.split("::").collect();
    let within = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
    within.iter().copied().filter(|part| *part != "model").collect::<Vec<_>>().join("-")
}

macro_rules! declarations {
    ($($type:ty),* $(,)?) => {
        fn declarations() -> Vec<Declaration> {
            let config = Config::default();
            vec![$(Declaration {
                module: module_of(std::any::type_name::<$type>()),
                name: <$type as TS>::name(&config),
                text: short_comments(&format!("export {}", <$type as TS>::decl(&config))),
            },)*]
        }
    };
}

declarations![
    UserId,
    SessionId,
    SpecialtyId,
    LocationId,
    RoomId,
    DeviceId,
    DoctorId,
    PatientId,
    WeeklyHoursId,
    DatedHoursId,
    TimeOffId,
    BlockId,
    HolidayId,
    AppointmentId,
    SeriesId,
    ConsultationId,
    ChartEntryId,
    PrescriptionId,
    InteractionId,
    LetterId,
    RestrictionId,
    BreakGlassId,
    RecordId,
    FileId,
    RequestId,
    Role,
    Action,
    Money,
    Repeated,
    ClinicError,
    Refusal,
    FieldError,
    FieldProblem,
    RecordKind,
    SessionEnd,
    OfflineCause,
    KeepingFault,
    UserStatus,
    SignIn,
    Unlock,
    ChangePassword,
    SessionView,
    UserView,
    AddUser,
    UpdateUser,
    Gender,
    PatientForm,
    RegisterPatient,
    UpdatePatient,
    PatientView,
    PatientSearch,
    PatientHit,
    MatchedBy,
    DuplicateSearch,
    LikelyDuplicate,
    SpecialtyView,
    NewSpecialty,
    DoctorForm,
    AddDoctor,
    UpdateDoctor,
    DoctorView,
    OpeningHours,
    LocationForm,
    SaveLocation,
    SaveRoom,
    LocationView,
    RoomView,
    SaveDevice,
    DeviceView,
    SettingsView,
    SaveSettings,
    HoursKind,
    WeeklyHours,
    DatedHours,
    TimeOffKind,
    TimeOffRequest,
    TimeOffView,
    TimeOffEntered,
    WithdrawTimeOff,
    SetWeeklyHours,
    SetDatedHours,
    AvailabilityView,
    BlockKind,
    BlockRelease,
    BlockForm,
    AddBlocks,
    ChangeBlock,
    NameBlocks,
    BlockView,
    HolidayOf,
    HolidayForm,
    SaveHoliday,
    RemoveHoliday,
    HolidayView,
    OpenWindow,
    AppointmentStatus,
    VisitKind,
    Priority,
    RequestedTime,
    BookingRequest,
    RescheduleRequest,
    UndoMoveRequest,
    WaitlistEntryId,
    WaitsFor,
    AddToWaitlist,
    ChangeWish,
    WaitlistWish,
    ChangeEntry,
    OfferTime,
    AcceptOffer,
    NotTaken,
    DeclineOffer,
    OfferStatus,
    WaitlistEntry,
    OfferView,
    Waitlist,
    MessageId,
    MessageType,
    MessageState,
    MessageProblem,
    MessageView,
    MessageSearch,
    MessageList,
    ChangeMessage,
    MailSecurity,
    MessageSettings,
    MessageSettingsView,
    SaveMessageSettings,
    SendingHere,
    SendHere,
    SendTest,
    TestOutcome,
    HoldPurpose,
    HoldRequest,
    ReleaseHold,
    HoldView,
    CancelRequest,
    CalledOffBy,
    FindVisit,
    Step,
    StepRequest,
    Whereabouts,
    AssignRoom,
    RoomChoice,
    RoomUse,
    VisitListRequest,
    VisitList,
    CalendarRequest,
    Week,
    DoctorWeek,
    WeekDay,
    Stretch,
    WeekVisit,
    Month,
    DayCount,
    WallRequest,
    Wall,
    WallLine,
    CalendarLayout,
    CalendarShows,
    SavedView,
    SaveView,
    ForgetView,
    MoveProposal,
    MoveProposals,
    AppointmentView,
    SlotOffer,
    FollowingSlot,
    SlotSearchOver,
    PartOfDay,
    WishedTimes,
    FollowingVisit,
    SlotSearch,
    DaySheet,
    DoctorDay,
    DaySheetRequest,
    Frequency,
    MonthDay,
    SeriesEnd,
    SeriesPattern,
    OccurrenceElsewhere,
    SeriesRequest,
    SeriesCheck,
    SeriesView,
    SeriesPlace,
    PlannedVisit,
    PlanStanding,
    BookTogether,
    VisitMove,
    MoveTogether,
    VisitSeen,
    CancelTogether,
    SwapVisits,
    TakeBack,
    EarlierPlace,
    ChangeDetails,
    NoteContent,
    PreparedTextId,
    PreparedFor,
    LetterKind,
    Prepared,
    TemplateSections,
    PreparedText,
    SavePreparedText,
    RemovePreparedText,
    DiagnosisAtHand,
    DiagnosisSearch,
    DiagnosisHit,
    DiagnosisHits,
    SetFavourite,
    Diagnosis,
    Vitals,
    FollowUp,
    ConsultationStatus,
    MayStart,
    OpenConsultation,
    TakeStartBack,
    SaveNote,
    Signing,
    CompleteNote,
    SignNote,
    AddAddendum,
    NoteVersionsRequest,
    Addendum,
    Signed,
    SignatureProof,
    NoteVersion,
    Attendance,
    AttendNote,
    OtherWindow,
    BreakGlass,
    GlassBroken,
    BrokenGlassView,
    MarkGlassSeen,
    RestrictionGround,
    RestrictProcessing,
    LiftRestriction,
    RestrictionView,
    ExportPatient,
    ExportScope,
    Exported,
    ExportState,
    ExportEnd,
    NoteSaved,
    ConsultationView,
    HistoryRequest,
    PastVisit,
    LetterContent,
    IssueLetter,
    LettersRequest,
    LetterView,
    PrintLetter,
    AllergyTo,
    AllergySeverity,
    BloodType,
    SocialTopic,
    ChartFact,
    ChartStanding,
    SaveChartEntry,
    OpenChart,
    ChartVersionsRequest,
    ChartEntryView,
    MeasuredVitals,
    ChartView,
    Altered,
    RecordList,
    PrescriptionList,
    LetterList,
    RecordType,
    RecordForm,
    FileFault,
    Preview,
    RecordStatus,
    AddRecord,
    DiscardRecord,
    DescribeRecord,
    Archiving,
    ArchiveRecord,
    Sharing,
    ShareRecord,
    RecordsRequest,
    SharedRecordsRequest,
    RecordVersionsRequest,
    OpenRecord,
    RecordPiece,
    CopyRecord,
    RecordBytes,
    RecordView,
    RecordVersion,
    OpenedRecord,
    ChosenFile,
    WaitingScans,
    UploadState,
    UploadView,
    PrescriptionContent,
    PrescribedMedication,
    WarningAnswer,
    PrescriptionStatus,
    SavePrescription,
    Dispensing,
    MarkDispensed,
    PrescriptionsRequest,
    PrescriptionVersionsRequest,
    CheckMedications,
    PrescriptionView,
    PrescriptionVersion,
    FavouriteMedication,
    WarningKind,
    MedicationWarning,
    InteractionSeverity,
    InteractionForm,
    SaveInteraction,
    RemoveInteraction,
    InteractionView,
    Readiness,
    NoteSearch,
    NoteHits,
    NoteHit,
    Passage,
    Piece,
    NotePart,
    OpenHit,
    FoundNote,
    CountedVisits,
    CountRequest,
    Counts,
    Count,
    MyDay,
    MyDayRequest,
    KioskProof,
    KioskEnter,
    KioskGuest,
    KioskVisit,
    KioskStanding,
    KioskCheckIn,
    KioskForm,
    KioskRegister,
    KioskTimes,
    KioskTime,
    KioskBook,
    KeysMissing,
    KeysState,
    KeyHolder,
    KeysRequest,
    NewKeys,
    RecoveryKeyShown,
    LetIn,
    RecoverKeys,
    Resealed,
    KioskPlace,
    KioskLocation,
    KioskDoctor,
    KioskSpecialty,
    DayPaper,
    Names,
    PrintDay,
    PrintVisit,
    PrintVisits,
    DoctorCalendar,
    PrescriptionPaper,
    PrintPrescription,
    PrintCounts,
    VerifierFile,
    VerifierRequest,
    KeptFile,
    AuditView,
    AuditSearch,
    KeptState,
    KeptDeedView,
    KeepNote,
    KeptNote,
    KeptPart,
    ForgetNote,
    KeptStanding,
    KeptVerb,
    SettleDeed,
    Settlement,
    OtherTime,
    FeedWatch,
    FeedEvent,
    SetupState,
    ServerSummary,
    DemoAccount,
    JoinServer,
    ServerPassword,
    ZoomStep,
    Progress,
    SetupStep,
];

const GENERATED: &str =
    "// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.\n\n";

/// The whole contract as TypeScript: the text of each file by its path below `ui/src/lib/shared`. `contract.ts` has the
/// commands and gives on all types; each slice has its types in a file of its own. `tests/contract.rs` compares them with the
/// committed files.
pub fn typescript() -> BTreeMap<String, String> {
    let declarations = declarations();
    let modules: BTreeSet<&str> = declarations.iter().map(|one| one.module.as_str()).collect();
    let mut files = BTreeMap::new();
    let mut contract = String::from(GENERATED);
    for module in modules {
        let types: String =
            declarations.iter().filter(|one| one.module == module).map(|one| format!("{}\n", one.text)).collect();
        let imports = imports(module, &types, &declarations);
        contract.push_str(&format!("export type * from './contract/{module}';\n"));
        files.insert(format!("contract/{module}.ts"), format!("{GENERATED}{imports}{types}"));
    }
    let mut commands_text = String::from("\nexport interface Commands {\n");
    for command in commands() {
        commands_text.push_str(&format!(
            "  {}: {{ request: {}; answer: {} }};\n",
            command.name, command.request, command.answer
        ));
    }
    commands_text.push_str("}\n");
    contract.push('\n');
    contract.push_str(&imports("", &commands_text, &declarations));
    contract.push_str(commands_text.trim_start());
    files.insert("contract.ts".into(), contract);
    files
}

/// What a text of `module` takes from the other modules.
fn imports(module: &str, text: &str, declarations: &[Declaration]) -> String {
    let comment = |line: &&str| line.trim_start().starts_with(['*', '/']);
    let code = text.lines().filter(|line| !comment(line)).collect::<Vec<_>>().join("\n");
    let words: BTreeSet<&str> = code.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    let mut taken: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for other in declarations {
        if other.module != module && words.contains(other.name.as_str()) {
            taken.entry(&other.module).or_default().insert(&other.name);
        }
    }
    let folder = if module.is_empty() { "./contract" } else { "." };
    let lines = taken.iter().map(|(from, names)| {
        let names = names.iter().copied().collect::<Vec<_>>().join(", ");
        format!("import type {{ {names} }} from '{folder}/{from}';\n")
    });
    let mut lines: String = lines.collect();
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}
