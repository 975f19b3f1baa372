create table appointment_cells (
  resource_id int unsigned not null,
  cell_start datetime not null,
  seat tinyint unsigned not null,
  appointment_id binary(16) not null,
  primary key (resource_id, cell_start, seat),
  key appointment_cells_appointment (appointment_id),
  constraint appointment_cells_of_resource foreign key (resource_id) references resources (id),
  constraint appointment_cells_of_appointment foreign key (appointment_id) references appointments (id),
  constraint appointment_cells_grid check (mod(minute(cell_start), 5) = 0 and second(cell_start) = 0)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
