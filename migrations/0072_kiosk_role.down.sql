alter table users
  drop constraint users_role,
  add constraint users_role check (role in ('receptionist', 'doctor', 'administrator'));
