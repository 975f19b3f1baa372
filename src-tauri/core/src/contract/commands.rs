//! Every command with its request and its answer.

use super::*;

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
    consultations_complete(CompleteNote) -> ConsultationView;
    consultations_sign(SignNote) -> ConsultationView;
    consultations_add_addendum(AddAddendum) -> ConsultationView;
    consultations_versions(NoteVersionsRequest) -> Vec<NoteVersion>;
    consultations_attend(AttendNote) -> Vec<OtherWindow>;
    consultations_history(HistoryRequest) -> Vec<PastVisit>;
    consultations_diagnoses_at_hand(()) -> Vec<DiagnosisAtHand>;
    break_glass_open(BreakGlass) -> GlassBroken;
    break_glass_list(()) -> Vec<BrokenGlassView>;
    break_glass_mark_seen(MarkGlassSeen) -> Vec<BrokenGlassView>;
    chart_open(OpenChart) -> ChartView;
    chart_save(SaveChartEntry) -> ChartEntryView;
    chart_versions(ChartVersionsRequest) -> Vec<ChartEntryView>;
    records_of_patient(RecordsRequest) -> RecordList;
    records_shared(SharedRecordsRequest) -> RecordList;
    records_versions(RecordVersionsRequest) -> Vec<RecordVersion>;
    records_describe(DescribeRecord) -> RecordView;
    records_archive(ArchiveRecord) -> RecordView;
    records_share(ShareRecord) -> RecordView;
    records_open(OpenRecord) -> OpenedRecord;
    records_piece(RecordPiece) -> RecordBytes;
    records_copy(CopyRecord) -> KeptFile;
    records_add(AddRecord) -> RecordView;
    records_discard(DiscardRecord) -> ();
    records_choose_files(()) -> Vec<ChosenFile>;
    records_uploads(()) -> Vec<UploadView>;
    records_send_again(RecordId) -> ();
    records_scans(()) -> WaitingScans;
    records_choose_scans_folder(()) -> WaitingScans;
    records_forget_scans_folder(()) -> WaitingScans;
    prescriptions_save(SavePrescription) -> PrescriptionView;
    prescriptions_sign(SavePrescription) -> PrescriptionView;
    prescriptions_warnings(CheckMedications) -> Vec<MedicationWarning>;
    prescriptions_mark_dispensed(MarkDispensed) -> PrescriptionView;
    prescriptions_of_patient(PrescriptionsRequest) -> PrescriptionList;
    prescriptions_versions(PrescriptionVersionsRequest) -> Vec<PrescriptionVersion>;
    prescriptions_favourites(()) -> Vec<FavouriteMedication>;
    interactions_list(()) -> Vec<InteractionView>;
    interactions_save(SaveInteraction) -> Vec<InteractionView>;
    interactions_remove(RemoveInteraction) -> Vec<InteractionView>;
    letters_issue(IssueLetter) -> LetterView;
    letters_of_patient(LettersRequest) -> LetterList;
    restrictions_of_patient(PatientId) -> Vec<RestrictionView>;
    restrictions_restrict(RestrictProcessing) -> Vec<RestrictionView>;
    restrictions_lift(LiftRestriction) -> Vec<RestrictionView>;
    exports_take_out(ExportPatient) -> ExportEnd;
    exports_state(()) -> ExportState;
    exports_stop(()) -> ();
    note_search_prepare(()) -> Readiness;
    note_search_find(NoteSearch) -> NoteHits;
    note_search_open(OpenHit) -> FoundNote;
    note_search_count(CountRequest) -> Counts;
    keys_state(()) -> KeysState;
    keys_found(KeysRequest) -> RecoveryKeyShown;
    keys_let_in(LetIn) -> ();
    keys_recover(RecoverKeys) -> ();
    keys_rotate(NewKeys) -> ();
    keys_renew_recovery(NewKeys) -> RecoveryKeyShown;
    keys_reseal_some(()) -> Resealed;
    diagnoses_search(DiagnosisSearch) -> DiagnosisHits;
    diagnoses_set_favourite(SetFavourite) -> ();
    prepared_texts_list(()) -> Vec<PreparedText>;
    prepared_texts_save(SavePreparedText) -> Vec<PreparedText>;
    prepared_texts_remove(RemovePreparedText) -> Vec<PreparedText>;
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
    printing_prescription(PrintPrescription) -> KeptFile;
    printing_letter(PrintLetter) -> KeptFile;
    printing_counts(PrintCounts) -> KeptFile;
    printing_verifier(VerifierRequest) -> KeptFile;
    away_state(()) -> KeptState;
    away_withdraw(RequestId) -> KeptState;
    away_settle(SettleDeed) -> KeptState;
    away_drop_unreadable(()) -> KeptState;
    away_keep_note(KeepNote) -> ();
    away_forget_note(ForgetNote) -> ();
    away_kept_notes(()) -> Vec<KeptNote>;
    feed_watch(FeedWatch) -> ();
}
