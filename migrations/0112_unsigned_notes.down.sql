alter table consultations
  drop key consultations_unsigned,
  drop column unsigned_since;
