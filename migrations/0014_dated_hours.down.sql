drop table dated_hours;
