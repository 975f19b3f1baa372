drop table slot_holds;
