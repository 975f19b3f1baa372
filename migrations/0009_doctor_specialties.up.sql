create table doctor_specialties (
  doctor_id binary(16) not null,
  specialty_id binary(16) not null,
  primary key (doctor_id, specialty_id),
  key doctor_specialties_by_specialty (specialty_id),
  constraint doctor_specialties_doctor foreign key (doctor_id) references doctors (id),
  constraint doctor_specialties_specialty foreign key (specialty_id) references specialties (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
