delete from appointment_cells where appointment_id is null;
