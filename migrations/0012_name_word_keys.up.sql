create table name_word_keys (
  search_key varchar(101) character set utf8mb4 collate utf8mb4_bin not null,
  word varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
  primary key (search_key, word)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
