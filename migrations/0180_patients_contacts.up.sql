alter table patients
    add column emergency_name varchar(200) not null default '' after address,
    add column emergency_phone varchar(20) not null default '' after emergency_name,
    add column insurer varchar(200) not null default '' after emergency_phone,
    add column insurance_number varchar(50) not null default '' after insurer;
