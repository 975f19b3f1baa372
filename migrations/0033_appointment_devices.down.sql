drop table appointment_devices;
