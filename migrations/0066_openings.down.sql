drop table openings;
