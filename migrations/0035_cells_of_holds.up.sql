alter table appointment_cells
  modify column appointment_id binary(16) null,
  add column hold_id binary(16) null,
  add key appointment_cells_hold (hold_id),
  add constraint appointment_cells_of_hold foreign key (hold_id) references slot_holds (id) on delete cascade;
