drop table appointment_changes;
