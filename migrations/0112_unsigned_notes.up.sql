alter table consultations
  add column unsigned_since datetime(6) null,
  add key consultations_unsigned (unsigned_since, doctor_id);
