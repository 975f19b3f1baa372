alter table patients
    drop column insurance_number,
    drop column insurer,
    drop column emergency_phone,
    drop column emergency_name;
