drop table appointment_series;
