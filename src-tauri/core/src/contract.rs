//! What the window may ask: every command with its request and its answer, and the TypeScript that follows from it.

use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS};

use crate::access::{Action, Role};
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
use crate::away::model::{KeptDeedView, KeptStanding, KeptState, KeptVerb, OtherTime, SettleDeed, Settlement};
use crate::civil::Repeated;
use crate::consultations::model::*;
use crate::doctors::model::*;
use crate::error::*;
use crate::feed::{FeedEvent, FeedWatch};
use crate::ids::*;
use crate::kiosk::model::*;
use crate::locations::model::*;
use crate::messages::model::*;
use crate::messages::settings::model::*;
use crate::money::Money;
use crate::patients::model::*;
use crate::printing::model::*;
use crate::settings::model::*;
use crate::setup::*;
use crate::users::model::*;
use crate::waitlist::model::*;

/// One command as the window sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The name it is invoked by: slice, then verb.
    pub name: &'static str,
    /// TypeScript type of its `request`.
    pub request: String,
    /// TypeScript type of its answer.
    pub answer: String,
}

macro_rules! commands {
    ($($name:ident($request:ty) -> $answer:ty;)*) => {
        /// Every command, in the order of the slices.
        pub fn commands() -> Vec<Command> {
            let config = Config::default();
            vec![$(Command {
                name: stringify!($name),
                request: <$request as TS>::name(&config),
                answer: <$answer as TS>::name(&config),
            },)*]
        }
    };
}

commands! {
    setup_state(()) -> SetupState;
    setup_try_private(()) -> SetupState;
    setup_join(JoinServer) -> SetupState;
    setup_server_password(ServerPassword) -> SetupState;
    setup_forget_server(()) -> SetupState;
    setup_papers_folder(()) -> String;
    setup_choose_papers_folder(()) -> String;
    setup_zoom(ZoomStep) -> i32;
    users_sign_in(SignIn) -> SessionView;
    users_current_session(()) -> Option<SessionView>;
    users_touch(()) -> ();
    users_lock(()) -> ();
    users_unlock(Unlock) -> SessionView;
    users_sign_out(()) -> ();
    users_change_password(ChangePassword) -> SessionView;
    users_list(()) -> Vec<UserView>;
    users_add(AddUser) -> UserView;
    users_update(UpdateUser) -> UserView;
    audit_list(AuditSearch) -> Vec<AuditView>;
    patients_search(PatientSearch) -> Vec<PatientHit>;
    patients_get(PatientId) -> PatientView;
    patients_likely_duplicates(DuplicateSearch) -> Vec<LikelyDuplicate>;
    patients_register(RegisterPatient) -> PatientView;
    patients_update(UpdatePatient) -> PatientView;
    doctors_list(()) -> Vec<DoctorView>;
    doctors_add(AddDoctor) -> DoctorView;
    doctors_update(UpdateDoctor) -> DoctorView;
    specialties_list(()) -> Vec<SpecialtyView>;
    locations_list(()) -> Vec<LocationView>;
    locations_save(SaveLocation) -> LocationView;
    locations_save_room(SaveRoom) -> RoomView;
    locations_save_device(SaveDevice) -> DeviceView;
    settings_get(()) -> SettingsView;
    settings_save(SaveSettings) -> SettingsView;
    availability_get(DoctorId) -> AvailabilityView;
    availability_set_weekly_hours(SetWeeklyHours) -> AvailabilityView;
    availability_set_dated_hours(SetDatedHours) -> AvailabilityView;
    availability_enter_time_off(TimeOffRequest) -> TimeOffEntered;
    availability_withdraw_time_off(WithdrawTimeOff) -> AvailabilityView;
    availability_add_blocks(AddBlocks) -> Vec<BlockView>;
    availability_change_block(ChangeBlock) -> BlockView;
    availability_remove_blocks(NameBlocks) -> ();
    availability_restore_blocks(NameBlocks) -> Vec<BlockView>;
    availability_holidays(()) -> Vec<HolidayView>;
    availability_save_holiday(SaveHoliday) -> Vec<HolidayView>;
    availability_remove_holiday(RemoveHoliday) -> Vec<HolidayView>;
    appointments_day_sheet(DaySheetRequest) -> DaySheet;
    appointments_free_slots(SlotSearch) -> Vec<SlotOffer>;
    appointments_of_patient(PatientId) -> Vec<AppointmentView>;
    appointments_list(VisitListRequest) -> VisitList;
    appointments_week(CalendarRequest) -> Week;
    appointments_month(CalendarRequest) -> Month;
    appointments_wall(WallRequest) -> Wall;
    appointments_saved_views(()) -> Vec<SavedView>;
    appointments_save_view(SaveView) -> Vec<SavedView>;
    appointments_forget_view(ForgetView) -> Vec<SavedView>;
    appointments_get(AppointmentId) -> AppointmentView;
    appointments_by_reference(FindVisit) -> AppointmentView;
    appointments_hold(HoldRequest) -> HoldView;
    appointments_release_hold(ReleaseHold) -> ();
    appointments_book(BookingRequest) -> AppointmentView;
    appointments_reschedule(RescheduleRequest) -> AppointmentView;
    appointments_undo_move(UndoMoveRequest) -> AppointmentView;
    appointments_cancel(CancelRequest) -> AppointmentView;
    appointments_change_details(ChangeDetails) -> AppointmentView;
    appointments_step(StepRequest) -> AppointmentView;
    appointments_check_series(SeriesRequest) -> SeriesCheck;
    appointments_book_series(SeriesRequest) -> SeriesView;
    appointments_series(SeriesId) -> SeriesView;
    appointments_book_together(BookTogether) -> Vec<AppointmentView>;
    appointments_check_moves(MoveTogether) -> Vec<PlannedVisit>;
    appointments_move_together(MoveTogether) -> Vec<AppointmentView>;
    appointments_swap(SwapVisits) -> Vec<AppointmentView>;
    appointments_cancel_together(CancelTogether) -> Vec<AppointmentView>;
    appointments_take_back(TakeBack) -> Vec<AppointmentView>;
    appointments_earlier_places(AppointmentId) -> Vec<EarlierPlace>;
    appointments_propose_moves(TimeOffId) -> MoveProposals;
    appointments_in_blocks(Vec<BlockId>) -> Vec<AppointmentView>;
    appointments_rooms_for(AppointmentId) -> Vec<RoomChoice>;
    appointments_assign_room(AssignRoom) -> AppointmentView;
    waitlist_list(()) -> Waitlist;
    waitlist_add(AddToWaitlist) -> WaitlistEntry;
    waitlist_change(ChangeWish) -> WaitlistEntry;
    waitlist_remove(ChangeEntry) -> ();
    waitlist_bring_back(ChangeEntry) -> ();
    waitlist_offer(OfferTime) -> ();
    waitlist_accept(AcceptOffer) -> AppointmentView;
    waitlist_decline(DeclineOffer) -> ();
    messages_list(MessageSearch) -> MessageList;
    messages_try_again(ChangeMessage) -> ();
    messages_withdraw(ChangeMessage) -> ();
    messages_settings(()) -> MessageSettingsView;
    messages_save_settings(SaveMessageSettings) -> MessageSettingsView;
    messages_sending_here(()) -> SendingHere;
    messages_send_here(SendHere) -> SendingHere;
    messages_send_test(SendTest) -> TestOutcome;
    consultations_my_day(MyDayRequest) -> MyDay;
    consultations_open(OpenConsultation) -> ConsultationView;
    consultations_take_start_back(TakeStartBack) -> AppointmentView;
    consultations_save_draft(SaveNote) -> NoteSaved;
    consultations_complete(SaveNote) -> ConsultationView;
    consultations_history(HistoryRequest) -> Vec<PastVisit>;
    kiosk_place(()) -> KioskPlace;
    kiosk_enter(KioskEnter) -> KioskGuest;
    kiosk_check_in(KioskCheckIn) -> KioskVisit;
    kiosk_register(KioskRegister) -> KioskGuest;
    kiosk_times(KioskTimes) -> Vec<KioskTime>;
    kiosk_book(KioskBook) -> KioskVisit;
    printing_day(PrintDay) -> KeptFile;
    printing_appointment_card(PrintVisit) -> KeptFile;
    printing_visits_of_patient(PrintVisits) -> KeptFile;
    printing_visit_calendar(PrintVisit) -> KeptFile;
    printing_doctor_calendar(DoctorCalendar) -> KeptFile;
    away_state(()) -> KeptState;
    away_withdraw(RequestId) -> KeptState;
    away_settle(SettleDeed) -> KeptState;
    away_drop_unreadable(()) -> KeptState;
    feed_watch(FeedWatch) -> ();
}

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
    Vitals,
    FollowUp,
    ConsultationStatus,
    MayStart,
    OpenConsultation,
    TakeStartBack,
    SaveNote,
    NoteSaved,
    ConsultationView,
    HistoryRequest,
    PastVisit,
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
    KeptFile,
    AuditView,
    AuditSearch,
    KeptState,
    KeptDeedView,
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
