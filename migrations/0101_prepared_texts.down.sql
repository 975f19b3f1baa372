drop table prepared_texts;
