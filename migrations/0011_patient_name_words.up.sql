create table patient_name_words (
  word varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
  patient_id binary(16) not null,
  primary key (word, patient_id),
  key patient_name_words_patient (patient_id),
  constraint patient_name_words_of foreign key (patient_id) references patients (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
