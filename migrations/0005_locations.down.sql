drop table locations;
