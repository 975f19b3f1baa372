drop table consultation_versions;
