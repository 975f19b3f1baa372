drop table diagnosis_favourites;
