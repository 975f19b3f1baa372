drop table message_settings;
