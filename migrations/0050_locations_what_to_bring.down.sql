alter table locations drop column what_to_bring;
