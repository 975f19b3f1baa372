create table letters (
  id binary(16) not null,
  appointment_id binary(16) not null,
  patient_id binary(16) not null,
  doctor_id binary(16) not null,
  sealed mediumblob not null,
  key_id int unsigned not null,
  first_print_id binary(16) null,
  issued_at datetime(6) not null default (utc_timestamp(6)),
  primary key (id),
  key letters_patient (patient_id, issued_at),
  constraint letters_of_appointment foreign key (appointment_id) references appointments (id),
  constraint letters_of_patient foreign key (patient_id) references patients (id),
  constraint letters_by_doctor foreign key (doctor_id) references doctors (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
