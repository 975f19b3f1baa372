drop table doctors;
