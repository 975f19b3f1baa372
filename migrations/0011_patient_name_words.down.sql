drop table patient_name_words;
