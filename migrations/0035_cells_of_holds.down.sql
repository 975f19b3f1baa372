alter table appointment_cells
  drop foreign key appointment_cells_of_hold,
  drop key appointment_cells_hold,
  drop column hold_id,
  modify column appointment_id binary(16) not null;
