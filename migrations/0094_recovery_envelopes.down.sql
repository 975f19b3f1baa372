drop table recovery_envelopes;
