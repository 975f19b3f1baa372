drop table weekly_hours;
