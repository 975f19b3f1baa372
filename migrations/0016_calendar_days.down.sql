drop table calendar_days;
