alter table weekly_hours drop constraint weekly_hours_next_day, drop column next_day_to;
