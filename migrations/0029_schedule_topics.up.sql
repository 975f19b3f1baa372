insert into topics (name) values ('availability'), ('clinic') on duplicate key update version = version;
