create table appointment_devices (
  appointment_id binary(16) not null,
  device_id binary(16) not null,
  primary key (appointment_id, device_id),
  key appointment_devices_device (device_id),
  constraint appointment_devices_of foreign key (appointment_id) references appointments (id),
  constraint appointment_devices_device foreign key (device_id) references devices (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
