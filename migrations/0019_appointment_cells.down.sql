drop table appointment_cells;
