drop table record_shares;
