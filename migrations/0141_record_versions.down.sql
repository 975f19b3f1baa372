drop table record_versions;
