delete from topics where name in ('availability', 'clinic') and version = 1;
