alter table dated_hours drop constraint dated_hours_next_day, drop column next_day_to;
