drop table processing_restrictions;
