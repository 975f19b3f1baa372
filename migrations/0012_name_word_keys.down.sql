drop table name_word_keys;
