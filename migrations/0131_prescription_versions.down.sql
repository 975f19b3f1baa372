drop table prescription_versions;
