drop table waitlist_offers;
