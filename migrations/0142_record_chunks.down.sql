drop table record_chunks;
