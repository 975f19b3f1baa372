drop table time_off;
