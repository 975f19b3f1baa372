drop table waitlist_entries;
