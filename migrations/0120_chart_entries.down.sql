drop table chart_entries;
