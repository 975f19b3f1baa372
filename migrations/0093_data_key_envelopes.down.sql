drop table data_key_envelopes;
